import type { Jobs } from "../ports/jobs.ts";
import { type ErrandName, errands, type LookNow, type Reports } from "../ports/reports.ts";
import type { Work } from "./work.ts";

/** Work that belongs to no request. */
export type Errand = (signal: AbortSignal) => Promise<void>;

/** A job carries this in the place of a request's id. */
const jobOf = (errand: ErrandName): string => `errand_${errand}`;
const reportOf = jobOf;

/** A worker's work, with errands beside requests. That one has ended is noted with the time it ended. */
export function withErrands(
  work: Work,
  todo: Readonly<Record<ErrandName, Errand>>,
  { reports, now }: { readonly reports: Pick<Reports, "save">; readonly now: () => number },
): Work {
  return async (id, signal) => {
    const errand = errands.find((name) => jobOf(name) === id);
    if (errand === undefined) return work(id, signal);
    await todo[errand](signal);
    await reports.save(reportOf(errand), { atMs: now(), content: null });
    return {};
  };
}

export interface LookNowDeps {
  readonly jobs: Pick<Jobs, "ensure">;
  readonly reports: Pick<Reports, "read">;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

const patienceMs = 15_000;
const pollEveryMs = 200;

/** Waits for any note of an end that is not the one from before: clocks of two machines are not compared. */
export function createLookNow({ jobs, reports, now, pause }: LookNowDeps): LookNow {
  const endedAtMs = async (errand: ErrandName): Promise<number | undefined> => (await reports.read(reportOf(errand)))?.atMs;
  return async (errand, signal) => {
    const before = await endedAtMs(errand);
    await jobs.ensure(jobOf(errand));
    for (const untilMs = now() + patienceMs; now() < untilMs && !signal.aborted; ) {
      if ((await endedAtMs(errand)) !== before) return true;
      await pause(pollEveryMs);
    }
    return false;
  };
}
