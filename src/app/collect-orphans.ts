import { isBelievable } from "../domain/believable.ts";
import { AppError } from "../domain/errors.ts";
import type { AnyOperation, CollectOrphansContext, FoundOrphan, OperationPorts } from "../domain/operation.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { Standing } from "../ports/standing.ts";
import type { Stuck } from "./stuck.ts";
import { whileLocked } from "./while-locked.ts";

export interface CollectOrphansDeps {
  readonly operations: readonly AnyOperation[];
  readonly ports: OperationPorts;
  readonly store: Pick<RequestStore, "loadWithTrail">;
  readonly audit: Pick<AuditLog, "append" | "ofRequest">;
  readonly locks: Locks;
  readonly standing: Pick<Standing, "objection">;
  readonly stuck: Stuck;
  readonly log: Log;
  readonly now: () => number;
}

const sayAgainAfterMs = 24 * 3_600_000;

/** Lets every operation sweep what dead attempts left in the world, while the audit log can be believed. What it destroys is on the trail before it is gone. */
export function createCollectOrphans({ operations, ports, store, audit, locks, standing, stuck, log, now }: CollectOrphansDeps) {
  /** When this process put what it found on the trail: a mark in the store, anybody who writes there could set. */
  const noted = new Map<string, number>();
  const report = async ({ action, request, details }: FoundOrphan): Promise<void> => {
    const key = `tidied/${action}/${request}/${JSON.stringify(details)}`;
    if (action === "orphan.found" && now() - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < sayAgainAfterMs) return;
    await audit.append([{ atMs: now(), actor: "bot:reconcile", action, request, details }]);
    noted.set(key, now());
    log.warn({ action, requestId: request }, "leftover of a dead attempt");
  };
  const collectOrphans = async (operation: AnyOperation, signal: AbortSignal): Promise<void> => {
    // Whose state is not what the bot wrote, or is gone while the log has it, may be under way as well as over.
    const stateOf: CollectOrphansContext["stateOf"] = async (id) => {
      const loaded = await store.loadWithTrail(id);
      if (loaded === undefined) return (await audit.ofRequest(id)).length === 0 ? undefined : "running";
      return isBelievable(loaded) ? loaded.request.state : "running";
    };
    try {
      await stuck.watched({ task: `sweep ${operation.name}` }, async () =>
        operation.collectOrphans?.({
          ports,
          signal,
          nowMs: now(),
          stateOf,
          whileLocked: (lock, body) => whileLocked(locks, lock, body),
          report,
        }),
      );
    } catch (error) {
      log.warn(
        { operation: operation.name, code: error instanceof AppError ? error.code : "unexpected" },
        "tidying failed; it will be repeated",
      );
    }
  };
  // Beside each other: a secret that waits for nobody does not wait for all AppRoles to be looked at first.
  return async (signal: AbortSignal): Promise<void> => {
    if ((await standing.objection()) === undefined) await Promise.all(operations.map((each) => collectOrphans(each, signal)));
  };
}
