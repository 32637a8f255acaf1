import { Redis } from "ioredis";
import { type CallKind, failureOf, unreachable } from "./failures.ts";
import { scripts } from "./scripts.ts";

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
  /** `redis://` or `rediss://`, with user and password where there are any. */
  readonly url: string;
  /** The longest a call waits for its answer; default 2000. */
  readonly commandTimeoutMs?: number;
  /** The longest a call waits for a connection that is being made anew; default 1000. */
  readonly reconnectWaitMs?: number;
  /** Told the code of each connection error, for the log. */
  readonly onTrouble?: (code: string) => void;
}

/** Connects in the background and for ever: `ready()` says when. */
export function createRedis({
  url,
  commandTimeoutMs = 2000,
  reconnectWaitMs = 1000,
  onTrouble = () => {},
}: RedisOptions): RedisConnection {
  const client = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    // Longer than a call waits, so that a slow answer is still matched to its call; ends sockets nobody answers on.
    socketTimeout: commandTimeoutMs * 3,
    connectTimeout: commandTimeoutMs * 2,
    // A command whose connection was lost may have run: sending it again is for its caller to decide.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1000),
    // After a fail-over the old primary refuses writes: connect again to find the new one.
    reconnectOnError: (error) => error.message.startsWith("READONLY"),
    scripts,
  });
  client.on("error", (error: Error) => onTrouble("code" in error && typeof error.code === "string" ? error.code : error.name));

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
