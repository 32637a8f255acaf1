import { Redis, type RedisOptions } from "ioredis";
import type { RetryPolicy } from "../domain/retry-policy.ts";
import { HearingConnector } from "./connector.ts";
import { replyCode } from "./failures.ts";
import { followRefusals } from "./refusals.ts";
import { scripts } from "./scripts.ts";

export interface RedisServer {
  /** `redis://` or `rediss://`, with user and password where there are any. */
  readonly url: string;
  /** PEM text of the authority that the server's certificate is checked by; default: those that Node knows. */
  readonly ca?: string | undefined;
}

export interface ConnectionsOptions extends RedisServer {
  /** Told why not every connection can be used (`READONLY`, `ECONNREFUSED`, …), and with `undefined` that all can be again. */
  readonly onTrouble?: (code: string | undefined) => void;
  /** Pauses after refusals on connections for jobs; see `followRefusals`. */
  readonly keepBack?: RetryPolicy;
}

/** Every connection to Redis there is: all find the primary again after a fail-over, and each tells how it is. */
export interface RedisConnections {
  /** For calls that somebody waits for: none outlasts its time-out, none is sent twice. Default of `commandTimeoutMs`: 2000. */
  forCalls(options?: { readonly commandTimeoutMs?: number | undefined }): Redis;
  /** For BullMQ's workers: waits without end, and for jobs with a copy of itself. Refusals come slowly. */
  forJobs(): Redis;
  /** Why not every connection can be used, as a code for logs; `undefined` when all can. */
  readonly trouble: () => string | undefined;
  /** Writes `key` on every connection that is free to, so that trouble is known before there is work. */
  probe(key: string): Promise<void>;
}

/** Longer than BullMQ waits for a job, which is ten seconds. */
const jobSocketTimeoutMs = 15_000;
const connecting = "CONNECTING";
const probeLivesMs = 60_000;

/** What the server says on a connection that it does not serve any longer as primary: connecting again finds the one that does. */
const isMoved = (error: Error): boolean => /^(READONLY|UNBLOCKED|MASTERDOWN) /.test(error.message);

/** Connects in the background and for ever, with the first connection that is asked for. */
export function createConnections({
  url,
  ca,
  onTrouble = () => {},
  keepBack = { initialIntervalMs: 1_000, backoffCoefficient: 2, maximumIntervalMs: 15_000 },
}: ConnectionsOptions): RedisConnections {
  const followed = new Map<Redis, { readonly trouble: () => string | undefined; readonly isFree: boolean }>();
  let told: string | undefined;
  const trouble = (): string | undefined => [...followed.values()].flatMap((one) => one.trouble() ?? [])[0];
  const tell = (): void => {
    const now = trouble();
    // Nothing is known yet of a connection that is being made.
    if (now === told || now === connecting) return;
    told = now;
    onTrouble(now);
  };

  const follow = (client: Redis, kind: "calls" | "jobs", isCopy: boolean): Redis => {
    let error: string | undefined;
    const refusals = followRefusals(client, { keepBack: kind === "jobs" ? keepBack : undefined, onChange: tell });
    followed.set(client, {
      trouble: () => (client.status === "ready" ? refusals.code() : (error ?? refusals.code() ?? connecting)),
      isFree: !isCopy,
    });
    client
      .on("error", (failure: Error) => {
        error = codeOf(failure);
        tell();
      })
      .on("ready", () => {
        error = undefined;
        tell();
      })
      .on("close", tell)
      .on("end", () => {
        followed.delete(client);
        tell();
      });
    const copy = client.duplicate.bind(client);
    client.duplicate = (override) => follow(copy(override), kind, true);
    return client;
  };
  const common = {
    Connector: HearingConnector,
    // With `redis://` it would make a connection of TLS.
    ...(ca !== undefined && url.startsWith("rediss:") ? { tls: { ca } } : {}),
    enableAutoPipelining: false,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1000),
    reconnectOnError: isMoved,
  } satisfies RedisOptions;

  return {
    trouble,
    forCalls: ({ commandTimeoutMs = 2000 } = {}) =>
      follow(
        new Redis(url, {
          ...common,
          commandTimeout: commandTimeoutMs,
          // Longer than a call waits, so that a slow answer is still matched to its call; ends sockets nobody answers on.
          socketTimeout: commandTimeoutMs * 3,
          connectTimeout: commandTimeoutMs * 2,
          // A command whose connection was lost may have run: sending it again is for its caller to decide.
          maxRetriesPerRequest: 0,
          autoResendUnfulfilledCommands: false,
          enableOfflineQueue: false,
          scripts,
        }),
        "calls",
        false,
      ),
    forJobs: () =>
      follow(
        // No command time-out: its copy waits for jobs with a blocking command.
        new Redis(url, { ...common, maxRetriesPerRequest: null, socketTimeout: jobSocketTimeoutMs }),
        "jobs",
        false,
      ),
    probe: async (key) => {
      const free = [...followed].flatMap(([client, { isFree }]) => (isFree && client.status === "ready" ? [client] : []));
      await Promise.all(free.map((client) => client.set(key, "", "PX", probeLivesMs).catch(() => undefined)));
    },
  };
}

/** Of an error of a connection, for the log: never its text, which may quote the command. */
const codeOf = (error: Error): string =>
  replyCode(error) ?? ("code" in error && typeof error.code === "string" ? error.code : error.name);
