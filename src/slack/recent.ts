interface Kept<T> {
  readonly answer: Promise<T>;
  readonly askedAtMs: number;
}

/** Answers that are believed for a short time. Questions asked at once are asked once; a failure is never kept. */
interface Recent<T> {
  get(key: string, fresh: boolean, ask: () => Promise<T>): Promise<T>;
}

export function createRecent<T>(options: {
  readonly now: () => number;
  readonly keepMs: number;
  readonly atMost: number;
}): Recent<T> {
  const kept = new Map<string, Kept<T>>();
  return {
    get(key, fresh, ask) {
      const nowMs = options.now();
      const known = kept.get(key);
      const ageMs = known === undefined ? Number.POSITIVE_INFINITY : nowMs - known.askedAtMs;
      if (known !== undefined && !fresh && ageMs >= 0 && ageMs < options.keepMs) return known.answer;
      const entry: Kept<T> = { answer: ask(), askedAtMs: nowMs };
      kept.delete(key);
      kept.set(key, entry);
      for (const oldest of kept.keys()) {
        if (kept.size <= options.atMost) break;
        kept.delete(oldest);
      }
      entry.answer.catch(() => {
        if (kept.get(key) === entry) kept.delete(key);
      });
      return entry.answer;
    },
  };
}
