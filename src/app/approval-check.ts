import { isDeepStrictEqual } from "node:util";
import { type Actor, isSchedule } from "../domain/actor.ts";
import { type Decision, evaluate } from "../domain/approval.ts";
import { NotAllowedError } from "../domain/errors.ts";
import { changesBetween, type Plan } from "../domain/plan.ts";
import type { OperationRequest } from "../domain/request.ts";
import { isAskedBy, type Schedule } from "../domain/schedule.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { approvalSubjectOf, type RequestEvent } from "../domain/transition.ts";
import type { Directory } from "../ports/directory.ts";
import type { createPlanner, Prepared } from "./prepare.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "approval.withdrawn": { because: Sentence };
    "request.requester-gone": { because: Sentence };
  }
}

/**
 * The worker's own look at an approval, just before the first step: who the people are now, what time it is, and whether the
 * world is still as it was approved. Answers with the event that must happen instead of running, or `undefined`.
 * Throws UpstreamError when the directory or the world cannot be looked at; then nothing runs.
 */
export type ApprovalCheck = (request: OperationRequest, signal: AbortSignal) => Promise<RequestEvent | undefined>;

export interface ApprovalCheckDeps {
  readonly directory: Directory;
  readonly plan: ReturnType<typeof createPlanner>;
  readonly schedules: readonly Schedule[];
  readonly now: () => number;
}

export function createApprovalCheck({ directory, plan, schedules, now }: ApprovalCheckDeps): ApprovalCheck {
  const today = async (actor: Actor): Promise<Actor | Sentence> => {
    try {
      return await directory.actor(actor.userId, { fresh: true });
    } catch (error) {
      if (error instanceof NotAllowedError) return error.sentence;
      throw error;
    }
  };

  const whoAsked = async (request: OperationRequest): Promise<Actor | Sentence> => {
    if (!isSchedule(request.requester)) return today(request.requester);
    return isAskedBy(schedules, request) ? request.requester : say("schedule.not-configured", { command: request.command });
  };

  return async (request, signal) => {
    const approved = request.plan;
    if (approved === null) return { type: "tampered", atMs: now(), detail: "plan" };
    if (now() >= approved.expiresAtMs) return { type: "expired", atMs: now() };

    const [requester, approverIds] = await Promise.all([
      whoAsked(request),
      directory.approvers(approved.policy, { fresh: true }),
    ]);
    if ("key" in requester)
      return { type: "failed", atMs: now(), because: say("request.requester-gone", { because: requester }) };
    const standing: Decision[] = [];
    let objection: Sentence | undefined;
    for (const decision of request.decisions) {
      const by = await today(decision.by);
      if ("key" in by) objection ??= by;
      else standing.push({ ...decision, by });
    }
    const { status, because, refused } = evaluate(
      approved.policy,
      { ...approvalSubjectOf(request, approved), requester },
      standing,
      approverIds,
      now(),
    );
    if (status === "expired") return { type: "expired", atMs: now() };
    if (status !== "approved") {
      const keep = standing.filter(({ by }) => !refused.some((other) => other.by.userId === by.userId));
      const reason = objection ?? refused[0]?.because ?? because;
      return { type: "approval-withdrawn", atMs: now(), because: say("approval.withdrawn", { because: reason }), keep };
    }

    const again = await plan(request, signal, approved);
    if (again.plan.digest === approved.digest) {
      if (isDeepStrictEqual(words(again), words({ ...request, plan: approved }))) return undefined;
      const { madeBy: before = "" } = approved;
      const { madeBy: after } = again.plan;
      if (before === after) return { type: "tampered", atMs: now(), detail: "card" };
      const changes = [{ what: "version", before, after }];
      return { type: "drifted", atMs: now(), ...(await plan(request, signal)), changes };
    }
    const changes = changesBetween({ ...approved.policy, seen: approved.seen }, { ...again.plan.policy, seen: again.plan.seen });
    return { type: "drifted", atMs: now(), ...(await plan(request, signal)), changes };
  };
}

/** What the card says of a plan. It follows from what the digest covers, so in one version it can only differ when somebody changed it. */
const words = ({ plan: { title, facts, impact }, steps, laterSteps }: Omit<Prepared, "plan"> & { readonly plan: Plan }) => [
  title,
  facts,
  impact,
  [...steps, ...laterSteps].map(({ id, lines }) => [id, lines.map(({ part, title: line }) => [part, line])]),
];
