import { AppError } from "../domain/errors.ts";
import type { IdempotencyClaims } from "../ports/idempotency-claims.ts";
import type { Log } from "../ports/log.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { Standing } from "../ports/standing.ts";
import type { createShow } from "./show.ts";

export interface RestoreCardsDeps {
  readonly store: Pick<RequestStore, "openIds">;
  readonly show: ReturnType<typeof createShow>;
  readonly once: IdempotencyClaims;
  readonly standing: Pick<Standing, "objection">;
  readonly log: Log;
  /** How often it is called; of all processes that call it, one does it. */
  readonly everyMs: number;
  readonly now: () => number;
}

/**
 * Shows every open request again, though nothing changed: a card that somebody deleted is posted again and the channel is told,
 * one that somebody edited says again what the record says. Not while the log cannot be believed: a card may say more than its record.
 */
export function createRestoreCards({ store, show, once, standing, log, everyMs, now }: RestoreCardsDeps) {
  let didAtMs = now();
  return async (): Promise<void> => {
    if ((await standing.objection()) !== undefined) return;
    // A little less than the time between two calls, or every second one would come too early. A mark that somebody put there keeps
    // nobody from it for long.
    const isMine = await once.claim("restore-cards", everyMs * 0.9);
    if (!isMine && now() - didAtMs < 3 * everyMs) return;
    didAtMs = now();
    for (const id of await store.openIds())
      await show(id, { again: true }).catch((error: unknown) =>
        log.warn({ requestId: id, code: error instanceof AppError ? error.code : "unexpected" }, "a card could not be looked at"),
      );
  };
}
