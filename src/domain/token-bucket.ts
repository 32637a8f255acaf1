/** How much may come at once, and how much of that comes back in a minute. */
export interface Rate {
  readonly atOnce: number;
  readonly perMinute: number;
}

/** Holds `atOnce` tokens when full; one is taken for each thing that is let through. */
export interface TokenBucket {
  /**
   * Milliseconds until one can be taken, and at least so many (none unless told) are left; 0: now.
   * @param nowMs of a clock that never goes back
   */
  waitMs(nowMs: number, leaving?: number): number;
  take(nowMs: number): void;
  /** Between 0 (empty) and 1 (full). */
  level(nowMs: number): number;
}

export function createTokenBucket({ atOnce, perMinute }: Rate, nowMs: number): TokenBucket {
  const perMs = perMinute / 60_000;
  let tokens = atOnce;
  let filledAtMs = nowMs;
  const fill = (atMs: number): void => {
    tokens = Math.min(atOnce, tokens + (atMs - filledAtMs) * perMs);
    filledAtMs = atMs;
  };
  return {
    waitMs(atMs, leaving = 0) {
      fill(atMs);
      return Math.ceil(Math.max(0, leaving + 1 - tokens) / perMs);
    },
    take(atMs) {
      fill(atMs);
      tokens -= 1;
    },
    level(atMs) {
      fill(atMs);
      return tokens / atOnce;
    },
  };
}
