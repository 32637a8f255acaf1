import type { Actor } from "./actor.ts";
import { type ApprovalSubject, type Decision, evaluate } from "./approval.ts";
import { type AuditAction, type AuditActor, type AuditEvent, auditActor } from "./audit.ts";
import type { Json } from "./json.ts";
import { type Change, type Plan, shortDigest } from "./plan.ts";
import {
  hasExpired,
  isFinal,
  isOpen,
  mayBeStopped,
  mayRetireNow,
  type OperationRequest,
  rerunnableFrom,
  type StepRecord,
} from "./request.ts";
import { type Sentence, say } from "./sentence.ts";
import { begunAnew, type StepEvent, stepsAfter } from "./step-progress.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "request.already": { id: string; state: Sentence };
    "request.drifted": { changes: readonly string[] };
    "request.tampered": NoParams;
    "request.cancel-not-yours": { by: string };
    "state.preparing": NoParams;
    "state.pending": NoParams;
    "state.approved": NoParams;
    "state.running": NoParams;
    "state.needs-attention": NoParams;
    "state.succeeded": NoParams;
    "state.failed": NoParams;
    "state.denied": NoParams;
    "state.cancelled": NoParams;
    "state.expired": NoParams;
    "state.refused": NoParams;
  }
}

/** Everything that can happen to a request after it was submitted. */
export type RequestEvent =
  | {
      readonly type: "prepared";
      readonly atMs: number;
      readonly plan: Plan;
      readonly steps: readonly StepRecord[];
      readonly laterSteps: readonly StepRecord[];
    }
  | { readonly type: "refused"; readonly atMs: number; readonly because: Sentence }
  | { readonly type: "decided"; readonly decision: Decision; readonly approverIds: ReadonlySet<string> }
  | { readonly type: "cancelled"; readonly atMs: number; readonly by: Actor }
  | { readonly type: "expired"; readonly atMs: number }
  | { readonly type: "lapsed"; readonly atMs: number; readonly because: Sentence }
  | {
      readonly type: "drifted";
      readonly atMs: number;
      readonly plan: Plan;
      readonly steps: readonly StepRecord[];
      readonly laterSteps: readonly StepRecord[];
      readonly changes: readonly Change[];
    }
  | { readonly type: "approval-withdrawn"; readonly atMs: number; readonly because: Sentence; readonly keep: readonly Decision[] }
  | { readonly type: "tampered"; readonly atMs: number; readonly detail: string }
  /** What an older version wrote is looked through and signed. */
  | { readonly type: "signed"; readonly atMs: number }
  /** `start` tells this beginning from every other one; what is taken up again has its own already. */
  | { readonly type: "run-started"; readonly atMs: number; readonly start: string }
  | { readonly type: "run-postponed"; readonly atMs: number; readonly retryAtMs: number; readonly because: Sentence }
  | { readonly type: "succeeded"; readonly atMs: number; readonly outcome: Sentence }
  | { readonly type: "failed"; readonly atMs: number; readonly because: Sentence }
  | { readonly type: "needs-attention"; readonly atMs: number; readonly because: Sentence }
  | { readonly type: "resumed"; readonly atMs: number; readonly by: Actor }
  | { readonly type: "hastened"; readonly decision: Decision }
  | { readonly type: "redo-asked"; readonly atMs: number; readonly by: Actor }
  | { readonly type: "stop-asked"; readonly atMs: number; readonly by: Actor }
  | { readonly type: "redacted"; readonly atMs: number; readonly by: string; readonly left: Redacted }
  | StepEvent;

/** What is left of a request without what people wrote into it. */
export type Redacted = Pick<OperationRequest, "input" | "command" | "plan">;

export type Transition =
  | { readonly moved: true; readonly request: OperationRequest; readonly events: readonly AuditEvent[] }
  | { readonly moved: false; readonly because: Sentence };

/** What an approval of this request is about. */
export const approvalSubjectOf = (request: OperationRequest, plan: Plan): ApprovalSubject => ({
  requester: request.requester,
  digest: plan.digest,
  expiresAtMs: plan.expiresAtMs,
});

/**
 * What an event makes of a request, and what of it goes on the trail. Pure and total: an event that does not fit the
 * state is answered with a sentence, and nothing moves. The revision counts up with every move.
 */
export function transition(request: OperationRequest, event: RequestEvent): Transition {
  const refuse: Transition = { moved: false, because: say("request.already", { id: request.id, state: stateSentence(request) }) };
  const move = (changes: Partial<OperationRequest>, ...events: readonly AuditEvent[]): Transition => ({
    moved: true,
    request: { ...request, ...changes, revision: request.revision + 1 },
    events,
  });
  const note = (atMs: number, actor: AuditActor, action: AuditAction, details: AuditEvent["details"] = {}): AuditEvent => ({
    atMs,
    actor,
    action,
    request: request.id,
    details,
  });

  switch (event.type) {
    case "prepared": {
      if (request.state !== "preparing") return refuse;
      const { plan, steps, laterSteps } = event;
      return move(
        { state: "pending", plan, steps: [...steps], laterSteps: [...laterSteps], note: null, attempts: 0, retryAtMs: null },
        note(event.atMs, "bot:worker", "request.prepared", {
          digest: plan.digest,
          seen: plan.seen,
          expiresAtMs: plan.expiresAtMs,
        }),
      );
    }
    case "refused":
      if (request.state !== "preparing") return refuse;
      return move(
        { state: "refused", note: event.because, finishedAtMs: event.atMs },
        note(event.atMs, "bot:worker", "request.refused", told(event.because)),
      );
    case "decided":
      return decide(event.decision, event.approverIds);
    case "cancelled":
      if (!["preparing", "pending", "approved", "needs-attention"].includes(request.state)) return refuse;
      if (event.by.userId !== request.requester.userId)
        return { moved: false, because: say("request.cancel-not-yours", { by: request.requester.userId }) };
      return move({ state: "cancelled", finishedAtMs: event.atMs }, note(event.atMs, auditActor(event.by), "request.cancelled"));
    case "expired":
      if (!hasExpired(request, event.atMs)) return refuse;
      return move({ state: "expired", finishedAtMs: event.atMs }, note(event.atMs, "bot:reconcile", "request.expired"));
    case "lapsed":
      if (!["preparing", "pending", "approved"].includes(request.state)) return refuse;
      return move(
        { state: "failed", note: event.because, finishedAtMs: event.atMs },
        note(event.atMs, "bot:worker", "request.lapsed", told(event.because)),
      );
    case "drifted":
      if (request.state !== "approved") return refuse;
      return move(
        {
          state: "pending",
          plan: event.plan,
          steps: [...event.steps],
          laterSteps: [...event.laterSteps],
          decisions: [],
          retryAtMs: null,
          note: say("request.drifted", {
            changes: event.changes.map(({ what, before, after }) => `${what}: ${before} → ${after}`),
          }),
        },
        note(event.atMs, "bot:worker", "request.drifted", {
          digest: event.plan.digest,
          changes: event.changes.map((change) => ({ ...change })),
        }),
      );
    case "approval-withdrawn":
      if (request.state !== "approved") return refuse;
      return move(
        { state: "pending", decisions: [...event.keep], retryAtMs: null, note: event.because },
        note(event.atMs, "bot:worker", "request.approval-withdrawn", told(event.because)),
      );
    case "tampered":
      if (isFinal(request.state)) return refuse;
      return move(
        { state: "failed", note: say("request.tampered", {}), finishedAtMs: event.atMs },
        note(event.atMs, "bot:worker", "request.tampered", { detail: event.detail }),
      );
    case "signed":
      return move({}, note(event.atMs, "bot:worker", "request.signed"));
    case "run-started":
      if (request.state !== "approved" && request.state !== "running") return refuse;
      return move(
        { state: "running", attempts: request.attempts + 1, retryAtMs: null, note: null },
        request.state === "approved"
          ? note(event.atMs, "bot:worker", "run.started", { attempt: request.attempts + 1, start: event.start })
          : note(event.atMs, "bot:worker", "run.resumed", { attempt: request.attempts + 1 }),
      );
    case "run-postponed":
      if (request.state !== "running" && request.state !== "approved" && request.state !== "preparing") return refuse;
      return move(
        {
          retryAtMs: event.retryAtMs,
          attempts: request.state === "running" ? request.attempts : request.attempts + 1,
          note: event.because,
        },
        note(event.atMs, "bot:worker", "run.postponed", { untilMs: event.retryAtMs, ...told(event.because) }),
      );
    case "succeeded":
      if (request.state !== "running") return refuse;
      return move(
        { state: "succeeded", note: event.outcome, finishedAtMs: event.atMs },
        note(event.atMs, "bot:worker", "run.succeeded", told(event.outcome)),
      );
    case "failed":
      if (request.state !== "running" && request.state !== "approved") return refuse;
      return move(
        { state: "failed", note: event.because, finishedAtMs: event.atMs },
        note(event.atMs, "bot:worker", "run.failed", told(event.because)),
      );
    case "needs-attention":
      if (request.state !== "running") return refuse;
      return move(
        { state: "needs-attention", note: event.because },
        note(event.atMs, "bot:worker", "run.needs-attention", told(event.because)),
      );
    case "resumed":
      if (request.state !== "needs-attention") return refuse;
      return move(
        { state: "running", retryAtMs: null, attempts: 0, stop: undefined },
        note(event.atMs, auditActor(event.by), "run.resumed"),
      );
    case "hastened": {
      if (!mayRetireNow(request)) return refuse;
      const { by, atMs, digest, signature } = event.decision;
      const signed = { digest: shortDigest(digest), ...signature };
      return move({ hastened: event.decision }, note(atMs, auditActor(by), "retire.hastened-by", signed));
    }
    case "redo-asked": {
      const from = rerunnableFrom(request);
      if (from === undefined) return refuse;
      return move(
        { state: "running", retryAtMs: null, attempts: 0, steps: [...begunAnew(request.steps, from)] },
        note(event.atMs, auditActor(event.by), "run.resumed", { again: from }),
      );
    }
    case "stop-asked":
      if (!mayBeStopped(request)) return refuse;
      return move({ stop: { by: event.by, atMs: event.atMs } }, note(event.atMs, auditActor(event.by), "run.stop-asked"));
    case "redacted":
      if (isOpen(request) || request.redacted !== undefined) return refuse;
      return move(
        { ...event.left, reason: "", redacted: { by: event.by, atMs: event.atMs } },
        note(event.atMs, "bot:worker", "request.redacted", { by: event.by }),
      );
    default: {
      const next = stepsAfter(request, event);
      return next === undefined ? refuse : move(next.changes, ...next.events);
    }
  }

  function decide(decision: Decision, approverIds: ReadonlySet<string>): Transition {
    const { plan } = request;
    if (request.state !== "pending" || plan === null) return refuse;
    const decisions = [...request.decisions, decision];
    const { status, refused } = evaluate(plan.policy, approvalSubjectOf(request, plan), decisions, approverIds, decision.atMs);
    const objection = refused.find(({ by }) => by === decision.by);
    if (objection !== undefined) return { moved: false, because: objection.because };
    const { verdict, by, atMs } = decision;
    const signed = { digest: shortDigest(plan.digest), ...decision.signature };
    if (verdict === "deny")
      return move({ state: "denied", decisions, finishedAtMs: atMs }, note(atMs, auditActor(by), "request.denied-by", signed));
    const pressed = note(atMs, auditActor(by), "request.approved-by", signed);
    if (status !== "approved") return move({ decisions }, pressed);
    return move(
      { state: "approved", decisions, note: null, attempts: 0, retryAtMs: null },
      pressed,
      note(atMs, "bot:ingress", "request.approved", { digest: plan.digest }),
    );
  }
}

/** A sentence as trail details. */
const told = (because: Sentence): { readonly [name: string]: Json } => ({ because });

export const stateSentence = ({ state }: Pick<OperationRequest, "state">): Sentence => ({ key: `state.${state}`, params: {} });
