import type { Jobs } from "../ports/jobs.ts";
import { type BackgroundJobName, backgroundJobs, type RefreshNow, type Reports } from "../ports/reports.ts";
import type { Work } from "./work.ts";

/** Work that belongs to no request. */
export type BackgroundJob = (signal: AbortSignal) => Promise<void>;

/** A job carries this in the place of a request's id. */
const jobOf = (job: BackgroundJobName): string => `errand_${job}`;
const reportOf = jobOf;

/** A worker's work, with background jobs beside requests. That one has ended is noted with the time it ended. */
export function withBackgroundJobs(
  work: Work,
  byName: Readonly<Record<BackgroundJobName, BackgroundJob>>,
  { reports, now }: { readonly reports: Pick<Reports, "save">; readonly now: () => number },
): Work {
  return async (id, signal) => {
    const job = backgroundJobs.find((name) => jobOf(name) === id);
    if (job === undefined) return work(id, signal);
    await byName[job](signal);
    await reports.save(reportOf(job), { atMs: now(), content: null });
    return {};
  };
}

export interface RefreshNowDeps {
  readonly jobs: Pick<Jobs, "ensure">;
  readonly reports: Pick<Reports, "read">;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

const patienceMs = 15_000;
const pollEveryMs = 200;

/** Waits for any note of an end that is not the one from before: clocks of two machines are not compared. */
export function createRefreshNow({ jobs, reports, now, pause }: RefreshNowDeps): RefreshNow {
  const endedAtMs = async (job: BackgroundJobName): Promise<number | undefined> => (await reports.read(reportOf(job)))?.atMs;
  return async (job, signal) => {
    const before = await endedAtMs(job);
    await jobs.ensure(jobOf(job));
    for (const untilMs = now() + patienceMs; now() < untilMs && !signal.aborted; ) {
      if ((await endedAtMs(job)) !== before) return true;
      await pause(pollEveryMs);
    }
    return false;
  };
}
