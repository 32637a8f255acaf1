import { z } from "zod";
import { Actor } from "./actor.ts";
import { Decision, Signature } from "./approval.ts";
import { type Json, StoredJson } from "./json.ts";
import { Plan, PlanLine, StoredSentence } from "./plan.ts";

/** Where a request can be in its life; see `transition`. */
export const RequestState = z.enum([
  "preparing",
  "pending",
  "approved",
  "running",
  "needs-attention",
  "succeeded",
  "failed",
  "denied",
  "cancelled",
  "expired",
  "refused",
]);
export type RequestState = z.infer<typeof RequestState>;

const finalStates: ReadonlySet<RequestState> = new Set(["succeeded", "failed", "denied", "cancelled", "expired", "refused"]);

/** Nothing a person does can change it any more. (A succeeded request may still have later steps to come.) */
export const isFinal = (state: RequestState): boolean => finalStates.has(state);

/** How far one step is. A later step has a due time and runs after success. */
export const StepRecord = z
  .object({
    id: z.string(),
    state: z.enum(["waiting", "running", "done", "undone"]),
    attempts: z.number().int(),
    /** What the step left while it was under way. */
    progress: StoredJson.nullable(),
    checkpoint: StoredJson.nullable(),
    /** A later step: when it is due. A step that waits: by when somebody looks again at the latest. */
    dueAtMs: z.number().nullable(),
    isStoppable: z.literal(true).optional(),
    redoFrom: z.string().optional(),
    /** It is due, it is held, and a person may decide to wait no longer. */
    mayBeHastened: z.literal(true).optional(),
    lines: z.array(PlanLine),
  })
  .readonly();
export type StepRecord = z.infer<typeof StepRecord>;

/** The authority on one operation somebody asked for. Everything else (card, job, Vault) is made to agree with it. */
export const OperationRequest = z
  .object({
    version: z.literal(1),
    id: z.string(),
    /** Counts saves; the store refuses a save that is not the next one. */
    revision: z.number().int(),
    operation: z.string(),
    input: StoredJson,
    command: z.string(),
    reason: z.string(),
    lock: z.string(),
    requester: Actor,
    /** Channel in which the command was typed, for private answers. */
    origin: z.string(),
    createdAtMs: z.number(),
    /** Signed by the side that heard the requester, over who asked for what. */
    submission: Signature,
    state: RequestState,
    /** The last thing worth telling: why refused, what drifted, what failed, what is now true. */
    note: StoredSentence.nullable(),
    plan: Plan.nullable(),
    decisions: z.array(Decision),
    steps: z.array(StepRecord),
    laterSteps: z.array(StepRecord),
    /** How often the run was taken up, and when it may be taken up again after a failure that time can heal. */
    attempts: z.number().int(),
    retryAtMs: z.number().nullable(),
    finishedAtMs: z.number().nullable(),
    /** Who asked to stop what the running step waits for. */
    stop: z.object({ by: Actor, atMs: z.number() }).readonly().optional(),
    /** Who decided not to wait any longer for what holds a later step; signed. */
    hastened: Decision.optional(),
    /** By which request what people had written was taken out. What was signed cannot be checked without it: it never runs again. */
    redacted: z.object({ by: z.string(), atMs: z.number() }).readonly().optional(),
  })
  .readonly();
export type OperationRequest = z.infer<typeof OperationRequest>;

/** Whether someone still has to do something about it: reconcile walks these. */
export const isOpen = (request: OperationRequest): boolean =>
  !isFinal(request.state) || (request.state === "succeeded" && request.laterSteps.some(({ state }) => state !== "done"));

/** Whether it waited for approval, or with one, for longer than it may; it is closed by whoever sees that. */
export const hasExpired = ({ state, plan }: Pick<OperationRequest, "state" | "plan">, nowMs: number): boolean =>
  (state === "pending" || state === "approved") && plan !== null && nowMs >= plan.expiresAtMs;

/** Whether a person can ask for what it waits for to be stopped. */
export const mayBeStopped = ({ state, steps, stop }: Pick<OperationRequest, "state" | "steps" | "stop">): boolean =>
  state === "running" && stop === undefined && steps.some((step) => step.state === "running" && step.isStoppable === true);

/** The step that people may have done anew, where the one that failed offers it. */
export const rerunnableFrom = ({ state, steps }: Pick<OperationRequest, "state" | "steps">): string | undefined =>
  state === "needs-attention" ? steps.find((step) => step.state !== "done")?.redoFrom : undefined;

/** Whether somebody who may approve can decide that what is due is not held any longer. */
export const mayRetireNow = ({
  state,
  laterSteps,
  hastened,
}: Pick<OperationRequest, "state" | "laterSteps" | "hastened">): boolean =>
  state === "succeeded" &&
  hastened === undefined &&
  laterSteps.some((step) => step.state === "running" && step.mayBeHastened === true);

/** How many more people have to approve; one while it is not known how many. */
export const approvalsMissing = ({ plan, decisions }: Pick<OperationRequest, "plan" | "decisions">): number =>
  Math.max(0, (plan?.policy.required ?? 1) - decisions.filter(({ verdict }) => verdict === "approve").length);

/** What was seen in the world and approved; `null` before it was looked at. */
export const factsOf = ({ plan }: Pick<OperationRequest, "plan">): Json => plan?.seen ?? null;

/** Whether it keeps others from asking for the same thing. */
export const holdsLock = (request: OperationRequest): boolean => !isFinal(request.state);
