import { describe, expect, it } from "vitest";
import { operation } from "../../src/domain/operation.ts";
import {
  approvalsMissing,
  factsOf,
  holdsLock,
  isFinal,
  isOpen,
  OperationRequest,
  RequestState,
} from "../../src/domain/request.ts";
import { aDecision, aPlan, aPolicy, aRequest, aStep } from "../support/builders.ts";
import { aFakeOperation, painting } from "../support/fake-operation.ts";

const final = ["succeeded", "failed", "denied", "cancelled", "expired", "refused"];

describe("a request", () => {
  it.each(RequestState.options)("that is %s holds its lock and stays open until it is final", (state) => {
    const request = aRequest({ state });

    expect(isFinal(state)).toBe(final.includes(state));
    expect(holdsLock(request)).toBe(!final.includes(state));
    expect(isOpen(request)).toBe(!final.includes(state));
  });

  it("that succeeded stays open until what comes later is done", () => {
    const waiting = aRequest({ state: "succeeded", laterSteps: [aStep({ state: "done" }), aStep({ id: "dry" })] });
    const done = aRequest({ state: "succeeded", laterSteps: [aStep({ state: "done" })] });
    const failed = aRequest({ state: "failed", laterSteps: [aStep()] });

    expect([waiting, done, failed].map(isOpen)).toEqual([true, false, false]);
    expect(holdsLock(waiting)).toBe(false);
  });

  it.each(RequestState.options)("that is %s is read back as it was stored", (state) => {
    const request = aRequest({ state, laterSteps: [aStep({ id: "dry", dueAtMs: 1 })] });

    expect(OperationRequest.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
  });
});

describe("what a request knows", () => {
  it("is how many approvals are missing, never fewer than none", () => {
    const plan = aPlan({ policy: aPolicy({ required: 2 }) });
    const [one, three] = [[aDecision()], [aDecision(), aDecision(), aDecision()]];

    expect(approvalsMissing({ plan, decisions: one })).toBe(1);
    expect(approvalsMissing({ plan, decisions: three })).toBe(0);
    expect(approvalsMissing({ plan, decisions: [aDecision({ verdict: "deny" })] })).toBe(2);
    expect(approvalsMissing({ plan: null, decisions: [] })).toBe(1);
  });

  it("is what was seen, once it was looked at", () => {
    expect(factsOf(aRequest())).toEqual({ colour: "white" });
    expect(factsOf(aRequest({ state: "preparing" }))).toBeNull();
  });
});

describe("an operation", () => {
  it("keeps its steps in the order in which they were written down", () => {
    const { steps, laterSteps } = painting(aFakeOperation());

    expect(steps.map(({ id }) => id)).toEqual(["wash", "paint", "sign"]);
    expect(laterSteps.map(({ id }) => id)).toEqual(["dry"]);
  });

  it("is not changed by adding a step to it", () => {
    const head = operation(painting(aFakeOperation()));

    head.step("more", { parts: () => [], run: async () => ({ checkpoint: null }), undo: "nothing" });

    expect(head.steps).toEqual([]);
  });
});
