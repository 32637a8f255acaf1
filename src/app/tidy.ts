import { AppError } from "../domain/errors.ts";
import type { AnyOperation, OperationPorts, Tidied, TidyContext } from "../domain/operation.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Once } from "../ports/once.ts";
import type { RequestStore } from "../ports/request-store.ts";

export interface TidyDeps {
  readonly operations: readonly AnyOperation[];
  readonly ports: OperationPorts;
  readonly store: Pick<RequestStore, "load">;
  readonly audit: Pick<AuditLog, "append">;
  readonly locks: Locks;
  readonly once: Once;
  readonly log: Log;
  readonly now: () => number;
}

const sayAgainAfterMs = 24 * 3_600_000;

/** Lets every operation sweep what dead attempts left in the world. What it destroys is on the trail before it is gone. */
export function createTidy({ operations, ports, store, audit, locks, once, log, now }: TidyDeps) {
  const report = async ({ action, request, details }: Tidied): Promise<void> => {
    const key = `tidied/${action}/${request}/${JSON.stringify(details)}`;
    if (action === "orphan.found" && !(await once.claim(key, sayAgainAfterMs))) return;
    await audit.append([{ atMs: now(), actor: "bot:reconcile", action, request, details }]);
    log.warn({ action, requestId: request }, "leftover of a dead attempt");
  };
  const whileLocked = async (lock: string, body: () => Promise<void>): Promise<void> => {
    const held = await locks.acquire(lock);
    if (held === undefined) return;
    try {
      await body();
    } finally {
      await held.release().catch(() => undefined);
    }
  };
  const tidy = async (operation: AnyOperation, signal: AbortSignal): Promise<void> => {
    const stateOf: TidyContext["stateOf"] = async (id) => (await store.load(id))?.state;
    try {
      await operation.tidy?.({ ports, signal, nowMs: now(), stateOf, whileLocked, report });
    } catch (error) {
      log.warn(
        { operation: operation.name, code: error instanceof AppError ? error.code : "unexpected" },
        "tidying failed; it will be repeated",
      );
    }
  };
  // Beside each other: a secret that waits for nobody does not wait for all AppRoles to be looked at first.
  return async (signal: AbortSignal): Promise<void> => void (await Promise.all(operations.map((each) => tidy(each, signal))));
}
