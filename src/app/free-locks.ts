import { ConflictError } from "../domain/errors.ts";
import { holdsLock, type OperationRequest } from "../domain/request.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Log } from "../ports/log.ts";
import type { LockHolder, RequestStore } from "../ports/request-store.ts";

export interface FreeLocksDeps {
  readonly store: Pick<RequestStore, "holders" | "load" | "free">;
  readonly audit: Pick<AuditLog, "ofRequest">;
  readonly log: Log;
}

/**
 * Frees what is held by nobody: a lock whose request is not there, is over, holds another one, or was never asked for. Left alone is what cannot be read:
 * somebody has to look at that first.
 */
export function createFreeLocks({ store, audit, log }: FreeLocksDeps) {
  async function isHeld({ lock, requestId, request }: LockHolder): Promise<boolean> {
    try {
      // Asked again: what was read with all others may be older than the lock.
      if (!isHolderOf(lock, request) && !isHolderOf(lock, await store.load(requestId))) return false;
      // Anybody who writes to the store can make a record; what the bot made is on the log.
      return (await audit.ofRequest(requestId)).length > 0;
    } catch (error) {
      if (error instanceof ConflictError) return true;
      throw error;
    }
  }

  return async (): Promise<void> => {
    for (const holder of await store.holders()) {
      if (await isHeld(holder)) continue;
      const { lock, requestId } = holder;
      if (await store.free(lock, requestId)) log.warn({ lock, requestId }, "a lock that nobody holds any more was freed");
    }
  };
}

const isHolderOf = (lock: string, request: OperationRequest | undefined): boolean =>
  request !== undefined && request.lock === lock && holdsLock(request);
