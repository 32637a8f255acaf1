import type { AuditEntry, AuditEvent } from "../domain/audit.ts";
import type { DocumentWrite } from "../domain/operation.ts";
import type { OperationRequest } from "../domain/request.ts";
import type { Lease } from "./locks.ts";

declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly requests: Pick<RequestStore, "loadWithTrail" | "recent" | "openIds" | "holders">;
  }
}

/** One atomic write: the record, what goes on the trail about it, and documents that belong to it. */
export interface Change {
  /** With the revision after the stored one; 1 for a new request. */
  readonly request: OperationRequest;
  readonly events: readonly AuditEvent[];
  readonly documents?: readonly DocumentWrite[];
  /** When given, the write is refused unless this lease is still the newest of its lock. */
  readonly lease?: Lease;
}

export type Saved =
  | { readonly outcome: "saved"; readonly entries: readonly AuditEntry[] }
  /** Somebody else saved first; load again. Nothing was written. */
  | { readonly outcome: "stale" }
  /** Another open request holds the lock of this new one. Nothing was written. */
  | { readonly outcome: "taken"; readonly by: string }
  /** The lease is not the newest any more. Nothing was written. */
  | { readonly outcome: "fenced" };

/** A request as it was stored a moment ago, with what the chained log says of it. */
export interface Loaded {
  readonly request: OperationRequest;
  readonly trail: readonly AuditEntry[];
  /** Why the record is not what the bot wrote last, as a fixed word for the log; `undefined`: nothing says so. */
  readonly objection: string | undefined;
}

export interface LockHolder {
  readonly lock: string;
  readonly requestId: string;
  /** As it is stored; `undefined` when it is missing or cannot be read. */
  readonly request: OperationRequest | undefined;
}

/**
 * Where records live. All methods throw `UpstreamError` (service "redis"); `effect` is "unknown" when a save got no
 * answer, and then the caller loads before it acts again.
 */
export interface RequestStore {
  save(change: Change): Promise<Saved>;
  /** @throws ConflictError when what is stored cannot be read as a request */
  load(id: string): Promise<OperationRequest | undefined>;
  /** Record and its whole trail, in one round trip. @throws UpstreamError (code `trailDamage`) where the chain is broken */
  loadWithTrail(id: string): Promise<Loaded | undefined>;
  /** Ids of the requests somebody still has to do something about, oldest first. */
  openIds(): Promise<readonly string[]>;
  /** Every lock that keeps others from asking for the same thing, with the request that holds it. */
  holders(): Promise<readonly LockHolder[]>;
  /** Takes a lock from the request that holds it. False when it does not hold it any more; then nothing changed. */
  free(lock: string, requestId: string): Promise<boolean>;
  /** Puts it back on the lists it belongs on, unless it has changed since. */
  relist(request: OperationRequest): Promise<void>;
  /** Newest first, at most `limit`. */
  recent(limit: number): Promise<readonly OperationRequest[]>;
}
