import type { LogSigning } from "../ports/log-signing.ts";
import { createJobs } from "../queue/queue.ts";
import { notConnected } from "../redis/at-start.ts";
import { createAuditLog } from "../redis/audit-log.ts";
import { createRedis } from "../redis/connection.ts";
import { createConnections } from "../redis/connections.ts";
import { createDocuments } from "../redis/documents.ts";
import { checkDurability } from "../redis/durability.ts";
import { createHeartbeat } from "../redis/heartbeat.ts";
import { createIdempotencyClaims } from "../redis/idempotency-claims.ts";
import { createKeys } from "../redis/keys.ts";
import { createLedgers } from "../redis/ledgers.ts";
import { createLocks } from "../redis/locks.ts";
import { createNotificationLog } from "../redis/notification-log.ts";
import { createProcesses } from "../redis/processes.ts";
import { createRequestStore } from "../redis/request-store.ts";
import { createScheduleCursors } from "../redis/schedule-cursors.ts";
import { createSnoozes } from "../redis/snoozes.ts";
import { createTrail } from "../redis/trail.ts";
import { createVerifiedLog } from "../redis/verified-log.ts";
import { createViewState } from "../redis/view-state.ts";
import type { Config } from "./config.ts";
import type { BotLog } from "./log.ts";
import { withLog } from "./request-log.ts";

const connectWithinMs = 10_000;

export interface RedisDeps {
  readonly log: BotLog;
  readonly now: () => number;
  readonly closeLater: (close: () => void | Promise<void>) => void;
}

export type RedisClients = Awaited<ReturnType<typeof connectRedis>>;

/** Redis, and the queue in it. @throws AppError when it does not answer, or keeps less than is configured */
export async function connectRedis({ url, ca, durability: wanted }: Config["redis"], { log, now, closeLater }: RedisDeps) {
  const connections = createConnections({
    ...{ url, ca },
    onTrouble: (code) =>
      code === undefined ? log.info({}, "Redis can be used again") : log.warn({ code }, "Redis cannot be used"),
  });
  const redis = createRedis({ connections });
  closeLater(() => redis.close());
  const keys = createKeys();
  const jobs = createJobs({ connections, prefix: keys.queue, now });
  closeLater(() => jobs.close());
  await Promise.all([redis.ready(connectWithinMs), jobs.ready(connectWithinMs)]).catch(() => {
    throw notConnected(connections.trouble(), url);
  });
  return { connections, redis, keys, jobs, durability: await checkDurability(redis, wanted) };
}

export interface RedisPortsDeps {
  readonly clients: Pick<RedisClients, "redis" | "keys">;
  readonly logSigning: LogSigning;
  /** Whether a word that lets the log go on excuses this entry. */
  readonly isNamed: (seq: number) => boolean;
  readonly onUnreadable: (requestId: string) => void;
  /** Told of a note that is gone, or is not the bot's. */
  readonly onNotOurs: (note: string) => void;
  readonly log: BotLog;
  readonly now: () => number;
}

/** What is kept in Redis: the audit log and requests on it, and what only makes things quicker or quieter. */
export function redisPorts({ clients: { redis, keys }, logSigning, isNamed, onUnreadable, onNotOurs, log, now }: RedisPortsDeps) {
  const trail = createTrail({ keys, sign: logSigning.sign });
  const verifiedLog = createVerifiedLog({ redis, keys, signing: logSigning, isNamed });
  const documents = createDocuments({ redis, keys, signing: logSigning });
  return {
    auditLog: createAuditLog({ redis, keys, trail, log: verifiedLog, sign: logSigning.sign }),
    records: withLog(createRequestStore({ redis, keys, trail, log: verifiedLog, signing: logSigning, onUnreadable }), log),
    documents,
    ledgers: createLedgers({ documents }),
    once: createIdempotencyClaims({ redis, keys }),
    viewState: createViewState({ redis, keys, signing: logSigning }),
    told: createNotificationLog({ redis, keys, signing: logSigning }),
    locks: createLocks({ redis, keys, now }),
    processes: createProcesses({ redis, keys }),
    heartbeat: createHeartbeat({ redis, keys }),
    snoozes: createSnoozes({ redis, keys, now }),
    scheduleCursors: createScheduleCursors({ redis, keys, signing: logSigning, onNotOurs: (name) => onNotOurs(`slots/${name}`) }),
  };
}
