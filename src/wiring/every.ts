import { isStoreDown } from "../domain/errors.ts";
import type { Log } from "../ports/log.ts";

export interface Repeated {
  /** Runs now, or right after the run that is under way. */
  soon(): void;
  /** No further run; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** Runs something now and then every `ms` after it ended, never twice at a time. What it throws is logged. */
export function every(ms: number, what: string, run: () => Promise<void>, log: Log): Repeated {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let current: Promise<void> | undefined;
  let isWanted = false;

  const turn = async (): Promise<void> => {
    do {
      isWanted = false;
      await run().catch((error: unknown) =>
        log.warn(
          { ...(isStoreDown(error) ? {} : { what }), ...(error instanceof Error ? { err: error } : {}) },
          "a periodic task failed; it will be repeated",
        ),
      );
    } while (isWanted && !isStopped);
    current = undefined;
    if (!isStopped) timer = setTimeout(begin, ms);
  };
  const begin = (): void => {
    clearTimeout(timer);
    current = turn();
  };
  begin();
  return {
    soon: () => {
      if (isStopped) return;
      if (current === undefined) begin();
      else isWanted = true;
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
