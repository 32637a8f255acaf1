import { z } from "zod";
import { ConflictError, isRefusal } from "../../domain/errors.ts";
import type { OperationPorts, Waits } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { RunDispatch, SeenRun } from "../../ports/workflow-runs.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "workflow.ambiguous": { file: string; runs: readonly string[] };
    "workflow.vanished": { file: string };
  }
}

/** How far a dispatch is: noted before it leaves, and again when it was accepted without saying which run it made. */
export const Dispatching = z.object({
  begunAtMs: z.number(),
  /** Number of the workflow's newest run before. */
  after: z.number(),
  acceptedAtMs: z.number().nullable(),
});
export type Dispatching = z.infer<typeof Dispatching>;

export interface WantedRun extends RunDispatch {
  /** A text that the title of this run shows, and of no other; `null` when titles tell nothing. */
  readonly mark: string | null;
  /** Runs with this mark may be there that are of an earlier attempt and over; otherwise there may be only one, ever. */
  readonly isRepeatable: boolean;
}

export interface DispatchContext {
  readonly ports: Pick<OperationPorts, "workflowRuns">;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Records how far it is; `null`: it certainly was not done. */
  readonly note: (progress: Dispatching | null) => Promise<void>;
}

const lookEveryMs = 5_000;
/** A new run is in the lists after seconds; whoever waits this long has waited long enough. */
const listedAfterMs = 60_000;

/**
 * Makes one run, and knows which: GitHub says so in its answer. Where it does not, or the answer was lost, the run is looked for;
 * it is never dispatched again while an earlier one may still be on its way, and never guessed.
 * @throws ConflictError when several could be it, or it is nowhere: a person has to look
 */
export async function dispatchOnce(
  wanted: WantedRun,
  progress: Dispatching | undefined,
  context: DispatchContext,
): Promise<{ readonly runId: number } | Waits> {
  const { ports, signal, now } = context;
  const { mark } = wanted;
  const isUnnoted = progress === undefined;
  if (isUnnoted && (mark === null || wanted.isRepeatable)) return dispatchNow(wanted, context);
  const found = await ports.workflowRuns.dispatchedAfter({ ...wanted, number: progress?.after ?? 0 }, signal);
  const candidates = mark === null ? found : found.filter(({ title }) => title.includes(mark));
  // Notes can be older than the world: a run that shows this mark was dispatched for this, whatever they say.
  if (isUnnoted) return adopted(candidates, wanted) ?? dispatchNow(wanted, context);
  const verdict = whichIsOurs(candidates, { wanted, progress, nowMs: now(), settleMs: ports.workflowRuns.settleMs });
  return verdict === "not-sent" ? dispatchNow(wanted, context) : verdict;
}

/** @throws ConflictError when there are several */
function adopted(candidates: readonly SeenRun[], { file }: WantedRun): { readonly runId: number } | undefined {
  const [first, ...others] = candidates;
  if (others.length > 0) throw ambiguous(candidates, file);
  return first === undefined ? undefined : { runId: first.id };
}

const ambiguous = (candidates: readonly SeenRun[], file: string): ConflictError =>
  new ConflictError("workflow.ambiguous", say("workflow.ambiguous", { file, runs: candidates.map(({ url }) => url) }));

async function dispatchNow(wanted: WantedRun, { ports, signal, now, note }: DispatchContext): Promise<{ runId: number } | Waits> {
  const { mark: _, isRepeatable: __, ...dispatch } = wanted;
  const after = await ports.workflowRuns.newest(wanted, signal);
  let begunAtMs: number | undefined;
  const begin = (): Promise<void> => {
    begunAtMs = now();
    return note({ begunAtMs, after, acceptedAtMs: null });
  };
  const runId = await ports.workflowRuns.dispatch(dispatch, signal, begin).catch(async (error: unknown) => {
    if (isRefusal(error) && begunAtMs !== undefined) await note(null);
    throw error;
  });
  if (runId !== null) return { runId };
  await note({ begunAtMs: begunAtMs ?? now(), after, acceptedAtMs: now() });
  return { againAtMs: now() + lookEveryMs };
}

/** The rule: the one with our mark; without a mark, the only one there is, once ours must be among those that are there. */
export function whichIsOurs(
  candidates: readonly SeenRun[],
  {
    wanted,
    progress: { begunAtMs, acceptedAtMs },
    nowMs,
    settleMs,
  }: { readonly wanted: WantedRun; readonly progress: Dispatching; readonly nowMs: number; readonly settleMs: number },
): { readonly runId: number } | Waits | "not-sent" {
  const isCertain = nowMs >= (acceptedAtMs ?? begunAtMs + settleMs) + listedAfterMs;
  const [first, ...others] = candidates;
  const isMarked = wanted.mark !== null;
  if (first !== undefined && others.length === 0 && (isMarked || (isCertain && acceptedAtMs !== null)))
    return { runId: first.id };
  if (!isCertain) return { againAtMs: nowMs + lookEveryMs };
  const { file } = wanted;
  if (first !== undefined) throw ambiguous(candidates, file);
  if (acceptedAtMs === null) return "not-sent";
  throw new ConflictError("workflow.vanished", say("workflow.vanished", { file }));
}
