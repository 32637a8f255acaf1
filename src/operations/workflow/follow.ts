import { NotFoundError } from "../../domain/errors.ts";
import type { OperationPorts, Waits } from "../../domain/operation.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { SeenJob, SeenRun } from "../../ports/workflow-runs.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "workflow.now": { number: number; url: string; state: Sentence; jobs: readonly string[] };
    "workflow.state.queued": NoParams;
    "workflow.state.waiting": NoParams;
    "workflow.state.running": NoParams;
    "workflow.state.over": NoParams;
    "workflow.run-gone": { id: number };
  }
}

const soonestMs = 2_000;
const latestMs = 30_000;
/** A run that was just made may not be there for a moment. */
const appearsWithinMs = 120_000;

/** Short runs are watched closely, long ones seldom: 300 looks in the first hour, then 120 an hour. */
export const nextLookMs = (passedMs: number): number => Math.min(latestMs, Math.max(soonestMs, passedMs / 10));

export interface Followed {
  readonly run: SeenRun;
  readonly jobs: readonly SeenJob[];
}

/** What there is to say about a run that is under way; equal as long as nothing changes. */
export const newsOf = ({ run, jobs }: Followed): Sentence =>
  say("workflow.now", {
    number: run.number,
    url: run.url,
    state: stateSentences[run.state],
    jobs: jobs.map((job) => `${iconOf(job)} ${job.name}`),
  });

const stateSentences: { readonly [S in SeenRun["state"]]: Sentence } = {
  queued: say("workflow.state.queued", {}),
  waiting: say("workflow.state.waiting", {}),
  running: say("workflow.state.running", {}),
  over: say("workflow.state.over", {}),
};

function iconOf({ state, conclusion }: SeenJob): string {
  if (state !== "over") return state === "running" ? "▶️" : "⬜";
  if (conclusion === "success") return "✅";
  return conclusion === "skipped" ? "⏭️" : "❌";
}

/**
 * One look at a run. Waits while it is not over, the longer the longer it takes.
 * @param sinceMs when it was first looked at
 * @param told called with what is news, before anything else
 */
export async function follow(
  { repository, runId, sinceMs }: { readonly repository: string; readonly runId: number; readonly sinceMs: number },
  {
    ports,
    signal,
    now,
    told,
  }: {
    readonly ports: Pick<OperationPorts, "workflowRuns">;
    readonly signal: AbortSignal;
    readonly now: () => number;
    readonly told: (seen: Followed) => Promise<void>;
  },
): Promise<Followed | Waits> {
  const seen = await ports.workflowRuns.run(repository, runId, signal);
  if (seen === undefined) {
    if (now() - sinceMs < appearsWithinMs) return { againAtMs: now() + soonestMs };
    throw new NotFoundError("workflow.run-gone", say("workflow.run-gone", { id: runId }));
  }
  await told(seen);
  return seen.run.state === "over" ? seen : { againAtMs: now() + nextLookMs(now() - sinceMs) };
}
