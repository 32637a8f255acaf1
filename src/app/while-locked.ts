import type { HeldLock, Locks } from "../ports/locks.ts";

/**
 * Does something while nobody else holds a lock, and lets go of it whatever comes of that.
 * @returns `undefined` when somebody else holds it: nothing was done
 * @throws UpstreamError (service "redis") when it could not be asked for, and what `work` throws
 */
export async function whileLocked<T>(
  locks: Pick<Locks, "acquire">,
  lock: string,
  work: (held: HeldLock) => Promise<T>,
): Promise<T | undefined> {
  const held = await locks.acquire(lock);
  return held === undefined ? undefined : await whileHeld(held, work);
}

/** The same for a lock that is held already. One that cannot be let go of ends by itself. */
export async function whileHeld<T>(held: HeldLock, work: (held: HeldLock) => Promise<T>): Promise<T> {
  try {
    return await work(held);
  } finally {
    await held.release().catch(() => undefined);
  }
}
