import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFinal, type OperationRequest, RequestState } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";
import { approvalSubjectOf, type RequestEvent, stateSentence, transition } from "../../src/domain/transition.ts";
import { aDecision, alice, anActor, aPlan, aPolicy, aRequest, aStep, bob, carol, hour, noon } from "../support/builders.ts";
import { requestEvents } from "../support/request-events.ts";

const states = RequestState.options;
const approverIds = new Set([bob.userId, carol.userId]);
const approve = (by = bob, changes: Parameters<typeof aDecision>[0] = {}): RequestEvent => ({
  type: "decided",
  decision: aDecision({ by, ...changes }),
  approverIds,
});

/** What the event makes of the request. @throws Error when nothing moved */
function moved(request: OperationRequest, event: RequestEvent) {
  const transitioned = transition(request, event);
  if (!transitioned.moved) throw new Error(`nothing moved: ${transitioned.because.key}`);
  return transitioned;
}

const refusal = (request: OperationRequest, event: RequestEvent): string | undefined => {
  const transitioned = transition(request, event);
  return transitioned.moved ? undefined : transitioned.because.key;
};

describe("transition", () => {
  const table = requestEvents.flatMap(({ event, fits }) => states.map((state) => ({ event, state, fits: fits.includes(state) })));

  it.each(table.filter(({ fits }) => fits))("moves on $event.type in $state, one revision further", ({ event, state }) => {
    const request = aRequest({ state });

    const after = moved(request, event);

    expect(after.request.revision).toBe(request.revision + 1);
    expect(after.events.every(({ request: id }) => id === request.id)).toBe(true);
  });

  it.each(table.filter(({ fits }) => !fits))(
    "T16 refuses $event.type in $state, and says what state it is in",
    ({ event, state }) => {
      const request = aRequest({ state });

      const refused = transition(request, event);

      expect(refused).toEqual({
        moved: false,
        because: say("request.already", { id: request.id, state: { key: `state.${state}`, params: {} } }),
      });
    },
  );

  it("lets a person stop what a step waits for, where it can be, and once", () => {
    const steps = [aStep({ state: "running", isStoppable: true })];
    const stop: RequestEvent = { type: "stop-asked", atMs: noon, by: bob };

    const after = moved(aRequest({ state: "running", steps }), stop);

    expect(after.request.stop).toEqual({ by: bob, atMs: noon });
    expect(after.events).toMatchObject([{ action: "run.stop-asked", actor: `user:${bob.userId}` }]);
    expect(refusal(after.request, stop)).toBe("request.already");
    expect(refusal(aRequest({ state: "pending", steps }), stop)).toBe("request.already");
  });

  it("leaves every final state as it is, whatever happens", () => {
    const event = fc.constantFrom(...requestEvents.map((each) => each.event));
    const final = fc.constantFrom(...states.filter(isFinal));

    fc.assert(
      fc.property(final, fc.array(event, { maxLength: 20 }), (state, events) => {
        const end = events.reduce((request, next) => {
          const after = transition(request, next);
          return after.moved ? after.request : request;
        }, aRequest({ state }));

        expect(end.state).toBe(state);
      }),
      { numRuns: 1_000 },
    );
  });

  it("never throws, in whatever order things happen", () => {
    const event = fc.constantFrom(...requestEvents.map((each) => each.event));
    const start = fc.constantFrom(...states);

    fc.assert(
      fc.property(start, fc.array(event, { maxLength: 30 }), (state, events) => {
        let request = aRequest({ state });
        for (const next of events) {
          const after = transition(request, next);
          if (after.moved) request = after.request;
        }

        expect(states).toContain(request.state);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("deciding", () => {
  it("counts up to the approval that was still missing", () => {
    const plan = aPlan({ policy: aPolicy({ required: 2 }) });
    const request = aRequest({ plan });

    const first = moved(request, approve(bob, { digest: plan.digest }));
    const second = moved(first.request, approve(carol, { digest: plan.digest }));

    expect(first.request.state).toBe("pending");
    expect(first.events.map(({ action }) => action)).toEqual(["request.approved-by"]);
    expect(second.request.state).toBe("approved");
    expect(second.events.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
      `user:${carol.userId} request.approved-by`,
      "bot:ingress request.approved",
    ]);
    expect(second.request.decisions).toHaveLength(2);
  });

  it("ends with one denial", () => {
    const after = moved(aRequest(), approve(bob, { verdict: "deny" }));

    expect(after.request).toMatchObject({ state: "denied", finishedAtMs: noon });
    expect(after.events.map(({ action }) => action)).toEqual(["request.denied-by"]);
  });

  it.each([
    ["T5 the requester", approve(alice), "approval.by-requester"],
    ["T4 somebody who is no approver", approve(anActor("U0DAVE")), "approval.not-approver"],
    ["T7 somebody who saw another plan", approve(bob, { digest: "other" }), "approval.other-plan"],
    ["T16 somebody who pressed too late", approve(bob, { atMs: noon + hour }), "approval.expired"],
  ])("takes nothing from %s", (_, event, because) => {
    expect(refusal(aRequest(), event)).toBe(because);
  });

  it("T16 takes no second press of one person", () => {
    const plan = aPlan({ policy: aPolicy({ required: 2 }) });
    const { request } = moved(aRequest({ plan }), approve(bob, { digest: plan.digest }));

    expect(refusal(request, approve({ ...bob }, { digest: plan.digest }))).toBe("approval.already-decided");
  });

  it("decides nothing about a request without a plan", () => {
    expect(refusal(aRequest({ plan: null }), approve())).toBe("request.already");
  });

  it("T5 no sequence of events by one person alone reaches approved", () => {
    const likeness = fc.constantFrom("id", "mailbox", "name", "person");
    const disguise = fc.record({ number: fc.nat({ max: 9 }), shout: fc.boolean(), tag: fc.stringMatching(/^[a-z0-9]{0,5}$/) });
    const action = fc.constantFrom("approve" as const, "deny" as const, "cancel" as const, "resume" as const, "run" as const);
    const world = fc.record({
      likeness,
      required: fc.integer({ min: 1, max: 3 }),
      requester: disguise,
      acts: fc.array(fc.record({ as: disguise, action, laterMs: fc.nat({ max: 2 * hour }) }), { maxLength: 12 }),
    });

    fc.assert(
      fc.property(world, ({ likeness: alike, required, requester, acts }) => {
        const plan = aPlan({ policy: aPolicy({ required }) });
        let request = aRequest({ plan, requester: account(alike, requester) });
        for (const { as, action: does, laterMs } of acts) {
          const by = account(alike, as);
          const after = transition(request, act(does, by, noon + laterMs, plan.digest));
          if (after.moved) request = after.request;

          expect(["pending", "cancelled"]).toContain(request.state);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  /** One of the accounts of a single human, alike in one way and different in every other. */
  function account(alike: string, { number, shout, tag }: { number: number; shout: boolean; tag: string }) {
    const name = ["Eve Example", "ЕVЕ ехаmрlе", "éve-example", "Eve  Examp1e"][number % 4] ?? "";
    return anActor(alike === "id" ? "U0EVE" : `U0EVE${number}`, {
      name: alike === "name" ? name : `Other ${number}`,
      email: alike === "mailbox" ? `${shout ? "EVE" : "eve"}+${tag}@example.com` : `eve${number}@example.com`,
      person: alike === "person" ? "eve" : null,
    });
  }

  function act(does: string, by: ReturnType<typeof anActor>, atMs: number, digest: string): RequestEvent {
    if (does === "cancel") return { type: "cancelled", atMs, by };
    if (does === "resume") return { type: "resumed", atMs, by };
    if (does === "run") return { type: "run-started", atMs, start: "start_1" };
    const decision = aDecision({ by, atMs, digest, verdict: does === "deny" ? "deny" : "approve" });
    return { type: "decided", decision, approverIds: new Set([by.userId, ...approverIds]) };
  }
});

describe("the life of a request", () => {
  it("is cancelled by nobody but its requester", () => {
    expect(refusal(aRequest(), { type: "cancelled", atMs: noon, by: bob })).toBe("request.cancel-not-yours");
  });

  it.each<[string, OperationRequest, number]>([
    ["before its deadline", aRequest(), noon + hour - 1],
    ["without a plan", aRequest({ plan: null }), noon + hour],
  ])("does not expire %s", (_, request, atMs) => {
    expect(refusal(request, { type: "expired", atMs })).toBe("request.already");
  });

  it("T7 goes back for approval with the new plan and without the old approvals when the world changed", () => {
    const plan = aPlan({ seen: { colour: "red" } });
    const changes = [{ what: "seen.colour", before: "white", after: "red" }];

    const after = moved(aRequest({ state: "approved" }), {
      type: "drifted",
      atMs: noon,
      plan,
      steps: [],
      laterSteps: [],
      changes,
    });

    expect(after.request).toMatchObject({ state: "pending", plan, decisions: [] });
    expect(after.request.note).toEqual(say("request.drifted", { changes: ["seen.colour: white → red"] }));
    expect(after.events[0]).toMatchObject({ action: "request.drifted", details: { digest: plan.digest, changes } });
  });

  it("T4 keeps the approvals that still count when one does not any more", () => {
    const keep = [aDecision({ by: carol })];
    const because = say("approval.not-approver", {});

    const after = moved(aRequest({ state: "approved" }), { type: "approval-withdrawn", atMs: noon, because, keep });

    expect(after.request).toMatchObject({ state: "pending", decisions: keep, note: because });
  });

  it("counts attempts, and says whether a run began or was taken up", () => {
    const first = moved(aRequest({ state: "approved" }), { type: "run-started", atMs: noon, start: "start_1" });
    const second = moved(first.request, { type: "run-started", atMs: noon, start: "start_1" });

    expect(first.events[0]).toMatchObject({ action: "run.started", details: { attempt: 1 } });
    expect(second.events[0]).toMatchObject({ action: "run.resumed", details: { attempt: 2 } });
    expect(second.request.attempts).toBe(2);
  });

  it.each([
    ["approved", 1],
    ["running", 0],
  ] as const)("counts a postponed attempt in %s by %i", (state, more) => {
    const because = say("vault.sealed", {});

    const after = moved(aRequest({ state }), { type: "run-postponed", atMs: noon, retryAtMs: noon + 9, because });

    expect(after.request).toMatchObject({ state, attempts: more, retryAtMs: noon + 9, note: because });
    expect(after.events).toMatchObject([{ action: "run.postponed", details: { untilMs: noon + 9, because } }]);
  });

  it("begins to count anew when a person takes it up", () => {
    const request = aRequest({ state: "needs-attention", attempts: 40, retryAtMs: noon });

    const after = moved(request, { type: "resumed", atMs: noon, by: bob });

    expect(after.request).toMatchObject({ state: "running", attempts: 0, retryAtMs: null });
    expect(after.events[0]).toMatchObject({ actor: `user:${bob.userId}`, action: "run.resumed" });
  });

  it("refuses an event of a step it does not have", () => {
    expect(refusal(aRequest({ state: "running" }), { type: "step-started", step: "other", atMs: noon })).toBe("request.already");
  });

  it("lets later steps move after success, and earlier ones not", () => {
    const request = aRequest({ state: "succeeded", laterSteps: [aStep({ id: "dry" })] });

    const after = moved(request, { type: "step-started", step: "dry", atMs: noon });

    expect(after.request.laterSteps[0]).toMatchObject({ state: "running", attempts: 1 });
    expect(refusal(request, { type: "step-started", step: "paint", atMs: noon })).toBe("request.already");
  });

  it("is decided on by its requester, plan and deadline", () => {
    const request = aRequest();

    expect(approvalSubjectOf(request, aPlan())).toEqual({ requester: alice, digest: aPlan().digest, expiresAtMs: noon + hour });
  });

  it("has a sentence for every state", () => {
    expect(states.map((state) => stateSentence({ state }).key)).toEqual(states.map((state) => `state.${state}`));
  });
});
