import { z } from "zod";
import { Actor, isIdentifiable, isSchedule, personsAmong, samePerson } from "./actor.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "approval.approved": { by: readonly string[] };
    "approval.pending": { missing: number; by: readonly string[] };
    "approval.denied": { by: string };
    "approval.expired": { atMs: number };
    "approval.by-requester": NoParams;
    "approval.same-person": { as: string };
    "approval.not-approver": NoParams;
    "approval.unidentified": NoParams;
    "approval.already-decided": NoParams;
    "approval.other-plan": NoParams;
  }
}

/** Who may approve, how many of them must, and for how long a request waits for them. */
export const ApprovalPolicy = z
  .object({
    approvers: z.union([z.object({ users: z.array(z.string()) }), z.object({ group: z.string() })]),
    required: z.number().int().min(1).max(20),
    expiresAfterMs: z.number().int().positive(),
  })
  .readonly();
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export const Signature = z.object({ kid: z.string(), signature: z.string() }).readonly();
export type Signature = z.infer<typeof Signature>;

/** One press of Approve or Deny, about one plan (by digest), signed by the side that heard it. */
export const Decision = z
  .object({ verdict: z.enum(["approve", "deny"]), by: Actor, atMs: z.number(), digest: z.string(), signature: Signature })
  .readonly();
export type Decision = z.infer<typeof Decision>;

/** A decision as far as the rule needs it: whether it was signed, others look. */
type Verdict = Pick<Decision, "verdict" | "by" | "atMs" | "digest">;

/** What is being decided on, as far as the rule needs it. */
export interface ApprovalSubject {
  readonly requester: Actor;
  readonly digest: string;
  readonly expiresAtMs: number;
}

/** The answer to "may this run?", with its reasons. */
export interface Evaluation {
  readonly status: "approved" | "pending" | "denied" | "expired";
  readonly because: Sentence;
  readonly approvedBy: readonly Actor[];
  readonly missing: number;
  readonly refused: readonly { readonly by: Actor; readonly because: Sentence }[];
}

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly because: Sentence };

const allowed: Permission = { allowed: true };
const refused = (because: Sentence): Permission => ({ allowed: false, because });

/** Whether one person may decide on a matter at all. `approverIds` are the policy's approvers, resolved just now. */
export function mayDecide(by: Actor, requester: Actor, approverIds: ReadonlySet<string>): Permission {
  if (by.userId === requester.userId) return refused(say("approval.by-requester", {}));
  // A schedule may ask, and never answer.
  if (isSchedule(by) || !approverIds.has(by.userId)) return refused(say("approval.not-approver", {}));
  if (!isIdentifiable(by) || !isIdentifiable(requester)) return refused(say("approval.unidentified", {}));
  if (samePerson(by, requester)) return refused(say("approval.same-person", { as: requester.userId }));
  return allowed;
}

/**
 * The rule: `required` distinct people, none of them the requester, all of them approvers now, about this very plan,
 * before it expires; one denial ends it. Pure and total: it never throws and knows no clock but `nowMs`.
 */
export function evaluate(
  policy: ApprovalPolicy,
  matter: ApprovalSubject,
  decisions: readonly Verdict[],
  approverIds: ReadonlySet<string>,
  nowMs: number,
): Evaluation {
  const approvedBy: Actor[] = [];
  const refusals: { by: Actor; because: Sentence }[] = [];
  let deniedBy: Actor | undefined;
  const personOf = personsAmong([matter.requester, ...decisions.map(({ by }) => by)]);
  for (const { verdict, by, digest, atMs } of decisions) {
    const objection = objectionTo({ by, digest, atMs }, matter, approverIds, approvedBy, personOf);
    if (objection !== undefined) refusals.push({ by, because: objection });
    else if (verdict === "deny") deniedBy ??= by;
    else approvedBy.push(by);
  }
  const missing = Math.max(0, policy.required - approvedBy.length);
  const ids = approvedBy.map(({ userId }) => userId);
  const answer = (status: Evaluation["status"], because: Sentence): Evaluation => ({
    status,
    because,
    approvedBy,
    missing,
    refused: refusals,
  });
  if (deniedBy !== undefined) return answer("denied", say("approval.denied", { by: deniedBy.userId }));
  if (nowMs >= matter.expiresAtMs) return answer("expired", say("approval.expired", { atMs: matter.expiresAtMs }));
  if (missing > 0) return answer("pending", say("approval.pending", { missing, by: ids }));
  return answer("approved", say("approval.approved", { by: ids }));
}

/** Whether an approval by this person would count now, beside the decisions there are. */
export function wouldCount(
  by: Actor,
  {
    policy,
    matter,
    decisions,
  }: { readonly policy: ApprovalPolicy; readonly matter: ApprovalSubject; readonly decisions: readonly Verdict[] },
  approverIds: ReadonlySet<string>,
  nowMs: number,
): boolean {
  const press: Verdict = { verdict: "approve", by, atMs: nowMs, digest: matter.digest };
  const counted = (all: readonly Verdict[]): number => evaluate(policy, matter, all, approverIds, nowMs).approvedBy.length;
  return counted([...decisions, press]) > counted(decisions);
}

function objectionTo(
  decision: Pick<Decision, "by" | "digest" | "atMs">,
  matter: ApprovalSubject,
  approverIds: ReadonlySet<string>,
  counted: readonly Actor[],
  personOf: (account: Actor) => number,
): Sentence | undefined {
  if (decision.digest !== matter.digest) return say("approval.other-plan", {});
  if (decision.atMs >= matter.expiresAtMs) return say("approval.expired", { atMs: matter.expiresAtMs });
  const permission = mayDecide(decision.by, matter.requester, approverIds);
  if (!permission.allowed) return permission.because;
  const person = personOf(decision.by);
  if (person === personOf(matter.requester)) return say("approval.same-person", { as: matter.requester.userId });
  return counted.some((other) => personOf(other) === person) ? say("approval.already-decided", {}) : undefined;
}
