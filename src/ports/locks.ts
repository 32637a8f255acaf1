/** Proof of holding a lock, with a number that only grows: a write with an older number is refused by the store. */
export interface Lease {
  readonly lock: string;
  readonly fence: number;
}

export interface HeldLock {
  readonly lease: Lease;
  /** Aborts when the lock was lost or could not be renewed in time; whoever held it must stop. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** One holder at a time, across processes. A holder that dies loses it within ten seconds. Throws `UpstreamError` (service "redis"). */
export interface Locks {
  /** `undefined` when somebody else holds it. */
  acquire(lock: string): Promise<HeldLock | undefined>;
}
