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
  /** The newest entry that can be read, whatever the store's own note of the end says. */
  lastEntry(): Promise<AuditEntry | undefined>;
  /** The newest entry that this process has written, was told of when it wrote, or has checked; it may be behind. */
  seenHead(): TrailHead;
  /** Checks what is new up to the end. @returns that end. @throws UpstreamError (code `trailDamage`) where the chain is broken */
  follow(): Promise<TrailHead>;
  /** Entries with `fromSeq <= seq`, at most `limit`, in order; raw as stored, unchecked. */
  entries(fromSeq: number, limit: number): Promise<readonly AuditEntry[]>;
  /** The trail of one request, in order, as the chain has it. @throws UpstreamError (code `trailDamage`) where it is broken */
  ofRequest(id: string): Promise<readonly AuditEntry[]>;
  /** Signed statements about the head, oldest first. */
  checkpoints(): Promise<readonly TrailCheckpoint[]>;
  addCheckpoint(checkpoint: TrailCheckpoint): Promise<void>;
  /**
   * Appends an event right behind an entry that is (with what can be read) the end of the log; what is in the way is set aside in the store,
   * and so are checkpoints of what is not there any more.
   * @throws UpstreamError: the end is another one by now, and nothing changed
   */
  continueFrom(from: TrailHead, event: AuditEvent): Promise<AuditEntry>;
  /** This process asks nothing of the end any more because of what it saw of it before. */
  forget(): void;
}
