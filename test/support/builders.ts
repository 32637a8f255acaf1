import type { Actor } from "../../src/domain/actor.ts";
import type { ApprovalPolicy, Decision } from "../../src/domain/approval.ts";
import type { Continuation } from "../../src/domain/continuation.ts";
import type { LedgerEntry, RoleLedger } from "../../src/domain/ledger.ts";
import { emptyLedger } from "../../src/domain/ledger.ts";
import { type Plan, type PlanLine, planDigest } from "../../src/domain/plan.ts";
import type { OperationRequest, StepRecord } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";

/** Noon of an ordinary Monday; what tests call "now" unless they say otherwise. */
export const noon = Date.UTC(2026, 10, 23, 3, 0, 0);
export const hour = 3_600_000;

/** Somebody who may use the bot, known by an e-mail address of their own. */
export const anActor = (userId = "U0ALICE", changes: Partial<Actor> = {}): Actor => ({
  userId,
  teamId: "T0HOME",
  name: `name of ${userId}`,
  email: `${userId.toLowerCase()}@example.com`,
  person: null,
  locale: "en",
  ...changes,
});

export const alice = anActor("U0ALICE");
export const bob = anActor("U0BOB");
export const carol = anActor("U0CAROL");

export const aPolicy = (changes: Partial<ApprovalPolicy> = {}): ApprovalPolicy => ({
  approvers: { users: [bob.userId, carol.userId] },
  required: 1,
  expiresAfterMs: hour,
  ...changes,
});

export const aLine = (changes: Partial<PlanLine> = {}): PlanLine => ({
  part: "paint",
  title: say("rotate.step.intent", {}),
  state: "waiting",
  startedAtMs: null,
  finishedAtMs: null,
  ...changes,
});

export const aStep = (changes: Partial<StepRecord> = {}): StepRecord => ({
  id: "paint",
  state: "waiting",
  attempts: 0,
  progress: null,
  checkpoint: null,
  dueAtMs: null,
  lines: [aLine()],
  ...changes,
});

/** A plan whose digest is that of `aRequest()`. */
export function aPlan(changes: Partial<Omit<Plan, "digest">> & { readonly digest?: string } = {}): Plan {
  const plan = {
    title: say("rotate.title", { role: "profinaut-db" }),
    facts: [],
    impact: say("rotate.impact-first", { role: "profinaut-db" }),
    seen: { colour: "white" },
    policy: aPolicy(),
    preparedAtMs: noon,
    expiresAtMs: noon + hour,
    ...changes,
  };
  const { seen, policy, expiresAtMs } = plan;
  const subject = { requestId, requester: alice.userId, operation: "paint", input: { fake: "north" }, seen, policy, expiresAtMs };
  return { digest: planDigest(subject), ...plan };
}

export const requestId = "req_0123456789ab";

/** A word by which the log goes on from there, of the one who approves here. */
export const aContinuation = (changes: Partial<Continuation> = {}): Continuation => ({
  lost: { seq: 1, hash: "" },
  from: { seq: 1, hash: "1" },
  by: bob.userId,
  atMs: noon,
  reason: "a backup",
  kid: "k1",
  signature: "c2ln",
  ...changes,
});

export const aDecision = (changes: Partial<Decision> = {}): Decision => ({
  verdict: "approve",
  by: bob,
  atMs: noon,
  digest: aPlan().digest,
  signature: { kid: "k1", signature: "c2ln" },
  ...changes,
});

const stepState: ReadonlyMap<OperationRequest["state"], StepRecord["state"]> = new Map([
  ["running", "running"],
  ["needs-attention", "running"],
  ["succeeded", "done"],
]);

/** A request with what its state needs: a plan once it is prepared, a decision once it is approved, a step under way once it runs. */
export function aRequest(changes: Partial<OperationRequest> = {}): OperationRequest {
  const { state = "pending" } = changes;
  const isPrepared = state !== "preparing" && state !== "refused";
  const isDecided = ["approved", "running", "needs-attention", "succeeded", "failed"].includes(state);
  return {
    version: 1,
    id: requestId,
    revision: 3,
    operation: "paint",
    input: { fake: "north" },
    command: "paint north",
    reason: "",
    lock: "wall/north",
    requester: alice,
    origin: "C0ORIGIN",
    createdAtMs: noon,
    submission: { kid: "k1", signature: "c2ln" },
    state,
    note: null,
    plan: isPrepared ? aPlan() : null,
    decisions: isDecided ? [aDecision()] : [],
    steps: isPrepared ? [aStep({ state: stepState.get(state) ?? "waiting" })] : [],
    laterSteps: [],
    attempts: 0,
    retryAtMs: null,
    finishedAtMs: null,
    ...changes,
  };
}

export const aLedgerEntry = (accessor: string, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  accessor,
  request: requestId,
  generation: 1,
  createdAtMs: noon,
  expiresAtMs: noon + 90 * 24 * hour,
  deliveredAtMs: null,
  retireAtMs: null,
  ...changes,
});

export const aLedger = (changes: Partial<RoleLedger> = {}): RoleLedger => ({ ...emptyLedger("profinaut-db"), ...changes });
