/** What was begun and has not ended. */
export interface InFlight {
  track(work: Promise<unknown>): void;
  /** Resolves when nothing is in flight, with true; or with false when `deadlineMs` have passed. */
  drained(deadlineMs: number): Promise<boolean>;
}

/** Stopping an app resolves before its handlers have ended (socket-mode 3.1.0), so they are counted here. */
export function createInFlight(): InFlight {
  const all = new Set<Promise<unknown>>();
  return {
    track(work) {
      const settled: Promise<unknown> = work.then(
        () => all.delete(settled),
        () => all.delete(settled),
      );
      all.add(settled);
    },
    async drained(deadlineMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), deadlineMs);
      });
      const done = async (): Promise<true> => {
        while (all.size > 0) await Promise.all(all);
        return true;
      };
      try {
        return await Promise.race([done(), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
