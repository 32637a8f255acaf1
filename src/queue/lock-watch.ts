/** Tells a job's processor to stop when the job may have been given to another worker. */
export interface LockWatch {
  readonly lost: AbortSignal;
  /** The queue said that the lock was renewed. */
  renewed(): void;
  /** The queue said that it was not. */
  failed(): void;
  end(): void;
}

/**
 * BullMQ reports a lock as lost only when Redis says so, which a cut connection never does; so we count ourselves. When
 * a renewal is reported we do not know when it was sent, only that it was after the one before: the lock is good for its
 * time from there.
 * @param takenMsAgo time since the job was asked for
 */
export function createLockWatch(lockMs: number, takenMsAgo: number, monotonicMs: () => number): LockWatch {
  const controller = new AbortController();
  let since = monotonicMs() - takenMsAgo;
  let timer: NodeJS.Timeout;

  const lose = (): void => {
    clearTimeout(timer);
    controller.abort();
  };
  const keepFrom = (atMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(lose, Math.max(0, atMs + lockMs - monotonicMs())).unref();
  };
  keepFrom(since);
  return {
    lost: controller.signal,
    renewed: () => {
      if (controller.signal.aborted) return;
      keepFrom(since);
      since = monotonicMs();
    },
    failed: lose,
    end: () => clearTimeout(timer),
  };
}
