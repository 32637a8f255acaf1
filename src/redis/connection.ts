import type { Redis } from "ioredis";
import type { RedisConnections } from "./connections.ts";
import { type CallKind, failureOf, unreachable } from "./failures.ts";

/** A connection for calls that somebody waits for: none outlasts its time-out, none is sent twice. */
export interface RedisConnection {
  readonly client: Redis;
  /** @throws UpstreamError (service "redis", effect "none") */
  read<T>(call: (client: Redis) => Promise<T>): Promise<T>;
  /** @throws UpstreamError (service "redis"); effect "unknown" when it was sent and not answered */
  write<T>(call: (client: Redis) => Promise<T>): Promise<T>;
  readonly isReady: () => boolean;
  /** Waits for the first connection. @throws UpstreamError (service "redis", effect "none") after `deadlineMs` */
  ready(deadlineMs: number): Promise<void>;
  /** At once; calls under way are rejected. Idempotent. */
  close(): void;
}

export interface RedisOptions {
  readonly connections: Pick<RedisConnections, "forCalls">;
  /** The longest a call waits for its answer; default 2000. */
  readonly commandTimeoutMs?: number | undefined;
  /** The longest a call waits for a connection that is being made anew; default 1000. */
  readonly reconnectWaitMs?: number;
}

/** Connects in the background and for ever: `ready()` says when. */
export function createRedis({ connections, commandTimeoutMs, reconnectWaitMs = 1000 }: RedisOptions): RedisConnection {
  const client = connections.forCalls({ commandTimeoutMs });

  let connecting: Promise<boolean> | undefined;
  const isReady = (): boolean => client.status === "ready";
  const becomesReady = (withinMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        client.off("ready", settle).off("end", settle);
        resolve(isReady());
      };
      const timer = setTimeout(settle, withinMs);
      client.once("ready", settle).once("end", settle);
    });
  const reconnected = (): Promise<boolean> => {
    connecting ??= becomesReady(reconnectWaitMs).finally(() => {
      connecting = undefined;
    });
    return connecting;
  };

  const ask = async <T>(kind: CallKind, call: (client: Redis) => Promise<T>): Promise<T> => {
    if (!isReady() && !(await reconnected())) throw unreachable();
    try {
      return await call(client);
    } catch (error) {
      throw failureOf(error, kind);
    }
  };

  return {
    client,
    isReady,
    read: (call) => ask("read", call),
    write: (call) => ask("write", call),
    ready: async (deadlineMs) => {
      if (!isReady() && !(await becomesReady(deadlineMs))) throw unreachable();
    },
    close: () => client.disconnect(),
  };
}
