import type { AuditEntry, AuditEvent, TrailCheckpoint, TrailHead } from "../domain/audit.ts";

declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly audit: Pick<AuditLog, "entries" | "head" | "checkpoints" | "ofRequest">;
  }
}

/** The trail: numbered, chained, only ever appended to. Throws `UpstreamError` (service "redis"). */
export interface AuditLog {
  /** Appends events that belong to no record. Fails closed: when it throws, what was to be recorded must not happen. */
  append(events: readonly AuditEvent[]): Promise<readonly AuditEntry[]>;
  head(): Promise<TrailHead>;
  /** Entries with `fromSeq <= seq`, at most `limit`, in order; raw as stored, unchecked. */
  entries(fromSeq: number, limit: number): Promise<readonly AuditEntry[]>;
  /** The trail of one request, in order. */
  ofRequest(id: string): Promise<readonly AuditEntry[]>;
  /** Signed statements about the head, oldest first. */
  checkpoints(): Promise<readonly TrailCheckpoint[]>;
  addCheckpoint(checkpoint: TrailCheckpoint): Promise<void>;
}
