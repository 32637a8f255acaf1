import { AppError } from "../domain/errors.ts";
import type { Log } from "../ports/log.ts";
import type { Once } from "../ports/once.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { createShow } from "./show.ts";

export interface RestoreCardsDeps {
  readonly store: Pick<RequestStore, "openIds">;
  readonly show: ReturnType<typeof createShow>;
  readonly once: Once;
  readonly log: Log;
  /** How often it is called; of all processes that call it, one does it. */
  readonly everyMs: number;
}

/**
 * Shows every open request again, though nothing changed: a card that somebody deleted is posted again and the channel is told,
 * one that somebody edited says again what the record says.
 */
export function createRestoreCards({ store, show, once, log, everyMs }: RestoreCardsDeps) {
  return async (): Promise<void> => {
    // A little less than the time between two calls, or every second one would come too early.
    if (!(await once.claim("restore-cards", everyMs * 0.9))) return;
    for (const id of await store.openIds())
      await show(id, { again: true }).catch((error: unknown) =>
        log.warn({ requestId: id, code: error instanceof AppError ? error.code : "unexpected" }, "a card could not be looked at"),
      );
  };
}
