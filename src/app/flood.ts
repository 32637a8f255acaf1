import type { AuditActor } from "../domain/audit.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { AuditLog } from "../ports/audit-log.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "flood.alarm": { refused: number; by: readonly string[] };
  }
}

/** What is told of somebody who was not heard because too much is asked. */
export interface Flood {
  refused(userId: string): void;
}

export interface FloodDeps {
  readonly audit: Pick<AuditLog, "append">;
  readonly actor: AuditActor;
  readonly alarm: (sentence: Sentence) => Promise<void>;
  /** Called when there is something to be said at once: `look` says it. */
  readonly soon: () => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Of a clock that never goes back, in milliseconds. */
  readonly monotonicMs: () => number;
}

interface Episode {
  readonly sinceMs: number;
  readonly counts: Map<string, number>;
  total: number;
  lastMs: number;
}

/** Somebody may ask a little too fast; so many are a flood. */
const isFloodFrom = 20;
const overAfterMs = 60_000;
/** One that does not end is put on the trail, and told, anew. */
const longestMs = 3_600_000;
const namesAtMost = 10;

/**
 * Counts who was not heard, from the first one until nobody was for a minute. A flood is one alarm, and one entry on the trail with the
 * count when it is over; of fewer nothing is left. What cannot be written or told is written or told at the next look.
 */
export function createFlood({ audit, actor, alarm, soon, now, monotonicMs }: FloodDeps) {
  let episode: Episode | undefined;
  let untold: Episode | undefined;

  const mostFirst = ({ counts }: Episode): readonly (readonly [string, number])[] =>
    [...counts].sort(([, a], [, b]) => b - a).slice(0, namesAtMost);

  async function tell(): Promise<void> {
    const flood = untold;
    if (flood === undefined) return;
    untold = undefined;
    await alarm(say("flood.alarm", { refused: flood.total, by: mostFirst(flood).map(([id]) => id) })).catch((error: unknown) => {
      untold = flood;
      throw error;
    });
  }

  async function end(): Promise<void> {
    const ended = episode;
    if (ended === undefined) return;
    const { total, counts, sinceMs, lastMs } = ended;
    episode = undefined;
    if (total < isFloodFrom) return;
    const details = {
      refused: total,
      people: counts.size,
      lastedMs: Math.round(lastMs - sinceMs),
      most: Object.fromEntries(mostFirst(ended)),
    };
    await audit.append([{ atMs: now(), actor, action: "flood.refused", request: null, details }]).catch((error: unknown) => {
      episode = both(ended, episode);
      throw error;
    });
  }

  async function endWhenOver(): Promise<void> {
    const nowMs = monotonicMs();
    if (episode !== undefined && (nowMs - episode.lastMs >= overAfterMs || nowMs - episode.sinceMs >= longestMs)) await end();
  }

  return {
    refused: (userId: string): void => {
      const nowMs = monotonicMs();
      episode ??= { sinceMs: nowMs, counts: new Map(), total: 0, lastMs: nowMs };
      episode.counts.set(userId, (episode.counts.get(userId) ?? 0) + 1);
      episode.total += 1;
      episode.lastMs = nowMs;
      if (episode.total !== isFloodFrom) return;
      untold = episode;
      soon();
    },

    /** @throws UpstreamError when one of both failed; the other was done */
    look: async (): Promise<void> => {
      const ends = await Promise.allSettled([tell(), endWhenOver()]);
      for (const result of ends) if (result.status === "rejected") throw result.reason;
    },

    /** Puts on the trail what was counted so far, before the process ends. */
    end,
  };
}

/** What could not be written, with what came since. */
function both(earlier: Episode, later: Episode | undefined): Episode {
  for (const [userId, count] of later?.counts ?? []) earlier.counts.set(userId, (earlier.counts.get(userId) ?? 0) + count);
  return { ...earlier, total: earlier.total + (later?.total ?? 0), lastMs: later?.lastMs ?? earlier.lastMs };
}
