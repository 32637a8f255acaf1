import { describe, expect, it } from "vitest";
import { scheduleActor } from "../../src/domain/actor.ts";
import type { AuditAction, AuditEntry } from "../../src/domain/audit.ts";
import { outcomeOf } from "../../src/domain/outcome.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";
import { aDecision, aPlan, aRequest, bob, carol, noon } from "../support/builders.ts";

const entries = (...actions: readonly AuditAction[]): readonly AuditEntry[] =>
  actions.map((action, at) => ({
    ...{ seq: at + 1, atMs: noon + at, action, actor: "bot:worker", request: "req_0123456789ab" },
    ...{ details: {}, prevHash: "", hash: "" },
  }));
const note = say("rotate.pending-lost", {});
const { title } = aPlan();

describe("the outcome of a request", () => {
  it.each<[AuditAction, Partial<OperationRequest>, ReturnType<typeof say>]>([
    ["run.succeeded", { state: "succeeded", note }, say("outcome.succeeded", { title, outcome: note })],
    ["run.failed", { state: "failed", note }, say("outcome.failed", { title, because: note })],
    ["request.tampered", { state: "failed", note }, say("outcome.failed", { title, because: note })],
    ["run.failed", { state: "failed", note: null }, say("outcome.failed", { title, because: say("outcome.unexplained", {}) })],
    ["run.needs-attention", { state: "needs-attention", note }, say("outcome.needs-attention", { title, because: note })],
    [
      "request.denied-by",
      { state: "denied", decisions: [aDecision(), aDecision({ by: carol, verdict: "deny" })] },
      say("outcome.denied", { title, by: carol.userId }),
    ],
    ["request.denied-by", { state: "denied", decisions: [] }, say("outcome.denied", { title, by: "" })],
    ["request.expired", { state: "expired" }, say("outcome.expired", { title, atMs: noon + 1, missing: 1 })],
  ])("is said of what %s made of it", (action, changes, sentence) => {
    const outcome = outcomeOf({ request: aRequest({ ...changes, plan: aPlan() }), trail: entries("request.prepared", action) });

    expect(outcome).toEqual({ entry: expect.objectContaining({ seq: 2, atMs: noon + 1 }), sentence });
  });

  it("is a new one when it stops again", () => {
    const trail = entries("run.needs-attention", "run.resumed", "run.needs-attention");

    expect(outcomeOf({ request: aRequest({ state: "needs-attention" }), trail })?.entry.seq).toBe(3);
  });

  it.each<[string, AuditAction, Partial<OperationRequest>]>([
    ["that goes on after it stopped", "run.needs-attention", { state: "running" }],
    ["that its requester withdrew", "request.cancelled", { state: "cancelled" }],
    ["that was refused before anybody was asked", "request.refused", { state: "refused", note }],
    ["that was tampered with before it was planned", "request.tampered", { state: "failed", plan: null, note }],
    ["of a schedule", "request.expired", { state: "expired", requester: scheduleActor("rotate profinaut-db") }],
    ["whose trail does not say so", "request.prepared", { state: "succeeded" }],
  ])("is none of one %s", (_, action, changes) => {
    expect(
      outcomeOf({ request: aRequest({ decisions: [aDecision({ by: bob })], ...changes }), trail: entries(action) }),
    ).toBeUndefined();
  });
});
