import { randomUUID } from "node:crypto";
import type { HeldLock, Locks } from "../ports/locks.ts";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";

export interface LocksOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  /** Milliseconds since 1970; where the fencing numbers begin. */
  readonly now: () => number;
  /** How long a lock outlives its holder; renewed every third of it. Default 10000. */
  readonly ttlMs?: number;
  /** A clock nobody sets, in milliseconds. */
  readonly monotonicMs?: () => number;
  readonly newToken?: () => string;
}

/**
 * Locks in Redis. A holder counts its time from before it asked, so it stops earlier than anybody else can begin; where
 * even that is too late (a process that was frozen in the middle of a call), the fence refuses its writes.
 */
export function createLocks({
  redis,
  keys,
  now,
  ttlMs = 10_000,
  monotonicMs = () => performance.now(),
  newToken = randomUUID,
}: LocksOptions): Locks {
  const ask = (lock: string, verb: "acquire" | "renew" | "release", token: string): Promise<unknown> =>
    redis.write((client) => client.profinautLock(2, keys.lock(lock), keys.fence(lock), verb, token, ttlMs, Math.floor(now())));

  const hold = (lock: string, token: string, fence: number, acquiredAtMs: number): HeldLock => {
    const lost = new AbortController();
    const safeForMs = ttlMs * 0.9;
    let safeUntilMs = acquiredAtMs + safeForMs;
    let isOver = false;
    let renewal: NodeJS.Timeout;
    let deadline: NodeJS.Timeout;

    const end = (): void => {
      isOver = true;
      clearTimeout(renewal);
      clearTimeout(deadline);
    };
    const lose = (): void => {
      if (isOver) return;
      end();
      lost.abort();
    };
    const renew = async (): Promise<void> => {
      const askedAtMs = monotonicMs();
      if (askedAtMs >= safeUntilMs) return lose();
      const isRenewed = await ask(lock, "renew", token).then(
        (answer) => answer === 1,
        () => undefined,
      );
      if (isOver) return;
      if (isRenewed === false) return lose();
      if (isRenewed) keepUntil(askedAtMs + safeForMs);
      renewAfter(isRenewed ? ttlMs / 3 : ttlMs / 10);
    };
    const renewAfter = (delayMs: number): void => {
      renewal = setTimeout(renew, delayMs).unref();
    };
    const keepUntil = (untilMs: number): void => {
      safeUntilMs = untilMs;
      clearTimeout(deadline);
      deadline = setTimeout(lose, Math.max(0, untilMs - monotonicMs())).unref();
    };

    keepUntil(safeUntilMs);
    renewAfter(ttlMs / 3);
    return {
      lease: { lock, fence },
      lost: lost.signal,
      release: async () => {
        if (isOver) return;
        end();
        // When this gets no answer, the lock ends by itself: nothing for the caller to do.
        await ask(lock, "release", token).catch(() => {});
      },
    };
  };

  return {
    acquire: async (lock) => {
      const token = newToken();
      const askedAtMs = monotonicMs();
      const fence = await ask(lock, "acquire", token);
      return typeof fence === "number" ? hold(lock, token, fence, askedAtMs) : undefined;
    },
  };
}
