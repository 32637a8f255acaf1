import { evaluate, mayDecide } from "../domain/approval.ts";
import { type AuditEntry, endingsWithoutSuccess } from "../domain/audit.ts";
import { fitsDigest, type Plan, type PlanSubject } from "../domain/plan.ts";
import type { OperationRequest } from "../domain/request.ts";
import { decisionStatement, hasteStatement, submissionStatement } from "../domain/statements.ts";
import { approvalSubjectOf } from "../domain/transition.ts";
import type { DecisionVerifier } from "../ports/signing-keys.ts";

/**
 * Whether a record is what people said it is. Redis is not trusted: what a person asked and answered is signed by the side
 * that heard it, and what was not signed counts for nothing. Each method answers with a fixed word for what does not fit
 * (for the trail), or `undefined`.
 */
export interface IntegrityVerifier {
  /** Was this asked by the one it names? */
  verifySubmission(request: OperationRequest): Promise<string | undefined>;
  /** Was this very plan approved by enough people? */
  verifyApproval(request: OperationRequest): Promise<string | undefined>;
  /** Was it somebody who may approve that decided not to wait any longer? */
  verifyRetireNow(request: OperationRequest): Promise<string | undefined>;
  /** May a worker run it: asked, planned, approved and recorded consistently? */
  verifyRun(request: OperationRequest, trail: readonly AuditEntry[]): Promise<string | undefined>;
  subjectOf(request: OperationRequest, plan: Plan): PlanSubject;
}

const endings: ReadonlySet<string> = new Set([...endingsWithoutSuccess, "run.succeeded"]);

export function createIntegrityVerifier({ verifier }: { readonly verifier: DecisionVerifier }): IntegrityVerifier {
  const subjectOf = (request: OperationRequest, plan: Plan): PlanSubject => ({
    requestId: request.id,
    requester: request.requester.userId,
    operation: request.operation,
    input: request.input,
    seen: plan.seen,
    policy: plan.policy,
    expiresAtMs: plan.expiresAtMs,
  });

  const verifySubmission = async (request: OperationRequest): Promise<string | undefined> =>
    request.redacted === undefined && (await verifier.verify(submissionStatement(request), request.submission))
      ? undefined
      : "submission";

  const verifyApproval = async (request: OperationRequest): Promise<string | undefined> => {
    const { plan } = request;
    const asked = await verifySubmission(request);
    if (asked !== undefined) return asked;
    if (plan === null || !fitsDigest(subjectOf(request, plan), plan.digest)) return "digest";
    for (const { by, verdict, atMs, digest, signature } of request.decisions)
      if (!(await verifier.verify(decisionStatement({ requestId: request.id, digest, by, verdict, atMs }), signature)))
        return "decision";
    return decidedIn(request, plan);
  };

  const verifyRetireNow = async ({ id, requester, plan, hastened }: OperationRequest): Promise<string | undefined> => {
    if (hastened === undefined) return undefined;
    const { by, atMs, digest, signature } = hastened;
    const statement = hasteStatement({ requestId: id, digest, by, atMs });
    if (plan === null || digest !== plan.digest || !(await verifier.verify(statement, signature))) return "haste";
    const { approvers } = plan.policy;
    const approverIds = new Set("users" in approvers ? approvers.users : [by.userId]);
    return mayDecide(by, requester, approverIds).allowed ? undefined : "haste";
  };

  return {
    subjectOf,
    verifySubmission,
    verifyApproval,
    verifyRetireNow,
    verifyRun: async (request, trail) => (await verifyApproval(request)) ?? contradictionIn(request, trail),
  };
}

/** Enough distinct people answered in time, taking the approvers as they were. (Who may approve today is asked before the first step.) */
function decidedIn(request: OperationRequest, plan: Plan): string | undefined {
  const deciders = request.decisions.map(({ by }) => by.userId);
  const approverIds = new Set("users" in plan.policy.approvers ? plan.policy.approvers.users : deciders);
  const lastAtMs = Math.max(0, ...request.decisions.map(({ atMs }) => atMs));
  return evaluate(plan.policy, approvalSubjectOf(request, plan), request.decisions, approverIds, lastAtMs).status === "approved"
    ? undefined
    : "approval";
}

/** The trail of the request must lead to the state the record claims; an ended request does not run again. */
function contradictionIn(request: OperationRequest, trail: readonly AuditEntry[]): string | undefined {
  if (trail.some(({ action }) => endings.has(action))) return "replay";
  const drifted = trail.findLastIndex(({ action }) => action === "request.drifted" || action === "request.approval-withdrawn");
  const since = trail.slice(drifted + 1);
  if (!since.some(({ action }) => action === "request.approved")) return "trail";
  const started = since.some(({ action }) => action === "run.started");
  return started === (request.state === "running") ? undefined : "replay";
}
