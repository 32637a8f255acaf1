/** How many may begin within any minute, whoever asks. */
export interface Pace {
  /** When the next one may begin; it is then taken as begun at that time. */
  next(nowMs: number): number;
}

const minuteMs = 60_000;

/** So many a minute at most: whoever comes too soon waits until the oldest of them is a minute ago. */
export function createPace(perMinute: number): Pace {
  const begun: number[] = [];
  return {
    next: (nowMs) => {
      const oldest = begun.length < perMinute ? undefined : begun.shift();
      const atMs = Math.max(nowMs, (oldest ?? Number.NEGATIVE_INFINITY) + minuteMs, begun.at(-1) ?? Number.NEGATIVE_INFINITY);
      begun.push(atMs);
      return atMs;
    },
  };
}
