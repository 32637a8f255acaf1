import type { TrailCheckpoint } from "../domain/audit.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly trailGaps: TrailGaps;
  }
}
declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly trailGaps: TrailGaps;
  }
}

/** Whether the trail still has what people saw of it. Throws `UpstreamError` (service "redis", or "slack" before the first answer). */
export interface TrailGaps {
  /**
   * Until when it has lost entries: what happened before that may be unknown to us. `undefined`: everything that was witnessed is there.
   * @param isFresh before something is destroyed; otherwise an answer of a moment ago will do
   */
  lostUntilMs(options: { readonly isFresh: boolean }): Promise<number | undefined>;
}

/** What the channel witnessed of the log. Throws as `TrailGaps` does. */
export interface Witnesses {
  /** Those the log contradicts now; the newest first. */
  lost(options: { readonly isFresh: boolean }): Promise<readonly TrailCheckpoint[]>;
  /** The newest that is signed and known to this process. */
  newest(): TrailCheckpoint | undefined;
}
