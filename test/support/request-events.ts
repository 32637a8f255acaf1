import type { RequestState } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";
import type { RequestEvent } from "../../src/domain/transition.ts";
import { aDecision, aLine, alice, aPlan, aStep, bob, carol, hour, noon } from "./builders.ts";

const because = say("rotate.pending-lost", {});
const approverIds = new Set([bob.userId, carol.userId]);
const step = "paint";

/** One of each kind of event that can happen to `aRequest()`, with the states in which it fits. */
export const requestEvents: readonly { readonly event: RequestEvent; readonly fits: readonly RequestState[] }[] = [
  {
    event: { type: "prepared", atMs: noon, plan: aPlan(), steps: [aStep()], laterSteps: [aStep({ id: "dry" })] },
    fits: ["preparing"],
  },
  { event: { type: "refused", atMs: noon, because }, fits: ["preparing"] },
  { event: { type: "decided", decision: aDecision(), approverIds }, fits: ["pending"] },
  { event: { type: "decided", decision: aDecision({ verdict: "deny" }), approverIds }, fits: ["pending"] },
  { event: { type: "cancelled", atMs: noon, by: alice }, fits: ["preparing", "pending", "approved", "needs-attention"] },
  { event: { type: "expired", atMs: noon + hour }, fits: ["pending", "approved"] },
  { event: { type: "lapsed", atMs: noon, because }, fits: ["preparing", "pending", "approved"] },
  {
    event: { type: "drifted", atMs: noon, plan: aPlan({ seen: {} }), steps: [aStep()], laterSteps: [], changes: [] },
    fits: ["approved"],
  },
  { event: { type: "approval-withdrawn", atMs: noon, because, keep: [] }, fits: ["approved"] },
  {
    event: { type: "tampered", atMs: noon, detail: "digest" },
    fits: ["preparing", "pending", "approved", "running", "needs-attention"],
  },
  { event: { type: "run-started", atMs: noon, start: "start_1" }, fits: ["approved", "running"] },
  {
    event: { type: "run-postponed", atMs: noon, retryAtMs: noon + 1_000, because },
    fits: ["preparing", "approved", "running"],
  },
  { event: { type: "succeeded", atMs: noon, outcome: because }, fits: ["running"] },
  { event: { type: "failed", atMs: noon, because }, fits: ["approved", "running"] },
  { event: { type: "needs-attention", atMs: noon, because }, fits: ["running"] },
  { event: { type: "resumed", atMs: noon, by: bob }, fits: ["needs-attention"] },
  { event: { type: "hastened", decision: aDecision() }, fits: [] },
  { event: { type: "redo-asked", atMs: noon, by: bob }, fits: [] },
  // What runs here waits for nothing that could be stopped.
  { event: { type: "stop-asked", atMs: noon, by: bob }, fits: [] },
  { event: { type: "step-started", step, atMs: noon }, fits: ["running"] },
  { event: { type: "step-marked", step, atMs: noon, part: "paint", progress: { fake: 1 } }, fits: ["running"] },
  { event: { type: "step-done", step, atMs: noon, checkpoint: { coats: 2 }, next: undefined }, fits: ["running"] },
  { event: { type: "step-failed", step, atMs: noon, because: "wall.gone" }, fits: ["running"] },
  { event: { type: "step-undone", step, atMs: noon }, fits: ["running"] },
  { event: { type: "step-due", step, atMs: noon, dueAtMs: noon + hour }, fits: ["running"] },
];

/** A step with three lines, the second of them running. */
export const halfPainted = aStep({
  state: "running",
  attempts: 1,
  lines: [
    aLine({ part: "wash", state: "done", startedAtMs: noon - 2, finishedAtMs: noon - 1 }),
    aLine({ part: "paint", state: "running", startedAtMs: noon - 1 }),
    aLine({ part: "dry" }),
  ],
});
