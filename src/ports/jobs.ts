declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly jobs: Pick<Jobs, "counts">;
  }
}

/** Hints that a request wants attention. A job carries the request's id and nothing else; the record says what to do. */
export interface Jobs {
  /**
   * Makes sure that a job for the request exists (now, or at `atMs`). Doing it twice is doing it once. One that waits `behind` so
   * many others of the same person lets the jobs of those who asked less go first; 0 unless told.
   * Throws `UpstreamError` (service "queue", effect "unknown") when the queue does not answer in time.
   */
  ensure(requestId: string, atMs?: number, behind?: number): Promise<void>;
  /**
   * Takes away what keeps the job of a request from being run although it should be: the queue is paused or limited, the job is in no list,
   * or no worker can have the lock that it has. Nothing that runs is disturbed. Throws as `ensure` does.
   */
  revive(requestId: string): Promise<void>;
  /** Jobs by state, for `status`. */
  counts(): Promise<{ readonly waiting: number; readonly active: number; readonly delayed: number; readonly failed: number }>;
}
