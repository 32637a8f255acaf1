import { z } from "zod";
import { ConflictError, EndedBadlyError } from "../../domain/errors.ts";
import type { Compensation, StepContext, StepResult, Waits } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { SeenRun } from "../../ports/workflow-runs.ts";
import { Dispatching, dispatchOnce } from "../workflow/dispatch-once.ts";
import { type Followed, follow, newsOf } from "../workflow/follow.ts";
import { requestInput } from "../workflow/inputs.ts";
import type { RunFacts } from "./facts.ts";
import type { RunInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "workflow.remains": { file: string; ref: string };
    "workflow.others": { id: number };
    "workflow.ended": { number: number; url: string; conclusion: string; failed: readonly string[] };
    "workflow.stopped": { number: number; url: string; by: string };
    "workflow.too-long": { number: number; url: string; forMs: number };
  }
}

export type Dispatched = { readonly runId: number };
export type Ended = { readonly number: number; readonly url: string; readonly sha: string };

type Before = Readonly<Record<never, never>>;
type DispatchContext = StepContext<RunInput, RunFacts, Before>;
type FollowContext = StepContext<RunInput, RunFacts, { readonly dispatch: Dispatched }>;

/** A job may take six hours and a run much longer; after a day a person should know that it is still there. */
const followAtMostMs = 24 * 3_600_000;

export async function dispatch({
  requestId,
  input,
  facts,
  progress,
  ports,
  signal,
  now,
  recordProgress,
}: DispatchContext): Promise<StepResult<Dispatched> | Waits> {
  const { repository, file, ref, takesRequest, showsRequest } = facts;
  const inputs = takesRequest ? { ...input.inputs, [requestInput]: requestId } : input.inputs;
  const wanted = { repository, file, ref, inputs, mark: showsRequest ? requestId : null, isRepeatable: false };
  const note = (noted: Dispatching | null): Promise<void> =>
    recordProgress({ progress: noted, details: { dispatching: file, ref } });
  const result = await dispatchOnce(wanted, Dispatching.safeParse(progress).data, { ports, signal, now, note });
  return "runId" in result ? { checkpoint: { runId: result.runId }, details: { run: result.runId } } : result;
}

/** A dispatch that left cannot be called back; notes can be older than the world, and then it is GitHub that knows of it. */
export async function compensateDispatch({ requestId, facts, progress, ports, signal }: DispatchContext): Promise<Compensation> {
  const { file, ref } = facts;
  const isThere = async (): Promise<boolean> =>
    facts.showsRequest &&
    (await ports.workflowRuns.dispatchedAfter({ ...facts, number: 0 }, signal)).some(({ title }) => title.includes(requestId));
  if (progress === undefined && !(await isThere())) return { undone: true };
  return { undone: false, remains: say("workflow.remains", { file, ref }) };
}

const Following = z.object({ sinceMs: z.number(), seen: z.string(), isCancelled: z.boolean() });

/** Looks at the run until it is over; cancels it when somebody asked for that. */
export async function followToTheEnd({
  requestId,
  facts: { repository, showsRequest },
  done,
  progress,
  stop,
  ports,
  signal,
  now,
  recordProgress,
}: FollowContext): Promise<StepResult<Ended> | Waits> {
  const { runId } = done.dispatch;
  const mustBeOurs = ({ title }: SeenRun): void => {
    if (showsRequest && !title.includes(requestId))
      throw new ConflictError("workflow.others", say("workflow.others", { id: runId }));
  };
  let at = Following.safeParse(progress).data ?? { sinceMs: now(), seen: "", isCancelled: false };
  if (stop !== undefined && !at.isCancelled) {
    // Which run it is, is our own note.
    const seen = await ports.workflowRuns.run(repository, runId, signal);
    if (seen !== undefined) mustBeOurs(seen.run);
    await recordProgress({ progress: at, details: { cancelling: runId, askedBy: stop.by.userId } });
    await ports.workflowRuns.cancel(repository, runId, signal);
    at = { ...at, isCancelled: true };
    await recordProgress({ progress: at, details: { cancelled: runId } });
  }
  const told = async (followed: Followed): Promise<void> => {
    mustBeOurs(followed.run);
    const news = newsOf(followed);
    const seen = JSON.stringify(news);
    if (seen === at.seen) return;
    at = { ...at, seen };
    const { state } = followed.run;
    await recordProgress({
      part: state === "running" || state === "over" ? "jobs" : "runner",
      progress: at,
      note: news,
      details: { run: runId, state, jobs: followed.jobs.length },
    });
  };
  const seen = await follow({ repository, runId, sinceMs: at.sinceMs }, { ports, signal, now, told });
  if ("againAtMs" in seen) {
    if (now() - at.sinceMs < followAtMostMs) return seen;
    // Whoever presses Try again gives it another day.
    await recordProgress({ progress: { ...at, sinceMs: now() } });
    const { run } = (await ports.workflowRuns.run(repository, runId, signal)) ?? { run: { number: 0, url: "" } };
    throw new ConflictError(
      "workflow.too-long",
      say("workflow.too-long", { number: run.number, url: run.url, forMs: followAtMostMs }),
    );
  }
  const { number, url, sha, conclusion } = seen.run;
  if (conclusion === "success") return { checkpoint: { number, url, sha }, details: { run: runId, conclusion } };
  if (stop !== undefined && conclusion === "cancelled")
    throw new EndedBadlyError("workflow.stopped", say("workflow.stopped", { number, url, by: stop.by.userId }));
  const failed = seen.jobs.filter((job) => job.conclusion !== "success" && job.conclusion !== "skipped").map(({ name }) => name);
  throw new EndedBadlyError("workflow.ended", say("workflow.ended", { number, url, conclusion: conclusion ?? "", failed }));
}
