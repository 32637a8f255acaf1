import { say } from "../domain/sentence.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Alarms } from "./alarms.ts";
import { described } from "./explain.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "lock.taken": { lock: string; minutes: number };
    "lock.free": { lock: string };
  }
}

export interface TakenLocksDeps {
  readonly locks: Locks;
  readonly alarms: Alarms;
  /** How often they are asked for while they are not to be had. */
  readonly everyMs: number;
  readonly log: Log;
  /** Milliseconds since some moment; goes on evenly when the host's clock is set. */
  readonly monotonicMs: () => number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Twice as long as any look of another process may take. */
const atLeastMs = 10 * minuteMs;
const mostKept = 1_000;

interface Denied {
  readonly sinceMs: number;
  readonly lastMs: number;
}

/**
 * Locks of what comes round by itself. Whoever finds one taken leaves it to another process, so that nobody would notice if there was none
 * and somebody who writes to Redis kept taking it: the channel is told hourly of one that is not to be had, or lost each time, for three rounds and ten minutes.
 */
export function createTakenLocks({ locks, alarms, everyMs, log, monotonicMs }: TakenLocksDeps): Locks {
  const denied = new Map<string, Denied>();
  const said = new Set<string>();
  const mark = (lock: string): string => `lock/${lock}`;

  async function taken(lock: string): Promise<void> {
    const atMs = monotonicMs();
    const known = denied.get(lock);
    // Of the time in which nobody asked, as in a freeze, nothing is known.
    const isOnward = known !== undefined && atMs - known.lastMs <= 2 * everyMs + minuteMs;
    const sinceMs = isOnward ? known.sinceMs : atMs;
    if (known !== undefined || denied.size < mostKept) denied.set(lock, { sinceMs, lastMs: atMs });
    if (atMs - sinceMs < Math.max(3 * everyMs, atLeastMs)) return;
    said.add(lock);
    const minutes = Math.floor((atMs - sinceMs) / minuteMs);
    await alarms.say({ mark: mark(lock), everyMs: hourMs, sentence: say("lock.taken", { lock, minutes }) });
  }

  async function free(lock: string): Promise<void> {
    denied.delete(lock);
    if (said.delete(lock)) await alarms.over(mark(lock), say("lock.free", { lock }));
  }

  const noted = (lock: string, isHeld: boolean): Promise<void> =>
    (isHeld ? free(lock) : taken(lock)).catch((error: unknown) =>
      log.warn({ lock, ...described(error) }, "the channel could not be told of a lock that is not to be had"),
    );

  return {
    acquire: async (lock) => {
      const held = await locks.acquire(lock);
      if (held === undefined) {
        await noted(lock, false);
        return undefined;
      }
      // One that somebody takes away while it is held was not to be had either.
      return {
        ...held,
        release: async () => {
          await held.release();
          await noted(lock, !held.lost.aborted);
        },
      };
    },
  };
}
