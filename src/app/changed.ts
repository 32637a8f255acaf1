import { AppError } from "../domain/errors.ts";
import type { Log } from "../ports/log.ts";

/**
 * Turns "this request changed" into showing it: at most one showing per request at a time, and one more when it changed
 * meanwhile. Failures are only logged, as reconcile shows what was missed.
 */
export function createChanged({ show, log }: { readonly show: (requestId: string) => Promise<void>; readonly log: Log }) {
  const running = new Map<string, Promise<void>>();
  const dirty = new Set<string>();

  const showing = async (requestId: string): Promise<void> => {
    do {
      dirty.delete(requestId);
      await show(requestId).catch((error: unknown) => {
        log.warn(
          {
            requestId,
            code: error instanceof AppError ? error.code : "unexpected",
            ...(error instanceof AppError || !(error instanceof Error) ? {} : { err: error }),
          },
          "request could not be shown; reconcile will repeat it",
        );
      });
    } while (dirty.has(requestId));
    running.delete(requestId);
  };

  return {
    changed: (requestId: string): void => {
      if (running.has(requestId)) dirty.add(requestId);
      else running.set(requestId, showing(requestId));
    },
    /** Resolves when nothing is being shown. */
    settled: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
