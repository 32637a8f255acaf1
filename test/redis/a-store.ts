import { randomUUID } from "node:crypto";
import type { LogSigning } from "../../src/ports/log-signing.ts";
import type { NotificationLog } from "../../src/ports/notification-log.ts";
import { createAuditLog } from "../../src/redis/audit-log.ts";
import { createRedis, type RedisConnection } from "../../src/redis/connection.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { createDocuments } from "../../src/redis/documents.ts";
import { createIdempotencyClaims } from "../../src/redis/idempotency-claims.ts";
import { createKeys, type Keys } from "../../src/redis/keys.ts";
import { createLocks } from "../../src/redis/locks.ts";
import { createNotificationLog } from "../../src/redis/notification-log.ts";
import { createRequestStore } from "../../src/redis/request-store.ts";
import { createTrail } from "../../src/redis/trail.ts";
import { createVerifiedLog } from "../../src/redis/verified-log.ts";
import { createViewState } from "../../src/redis/view-state.ts";
import type { Stores } from "../ports/request-store.ts";
import { aLogSigning } from "../support/log-signing.ts";

/** Keys that no other test uses. */
export const someKeys = (): Keys => createKeys(`profinaut-test-${randomUUID().slice(0, 8)}`);

/** Everything one process of the bot has of Redis. */
export interface Bot extends Stores {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly told: NotificationLog;
  /** Ids that lists left out. */
  readonly leftOut: readonly string[];
}

export interface BotOptions {
  readonly url: string;
  readonly commandTimeoutMs?: number;
  readonly keys?: Keys;
  readonly lockTtlMs?: number;
  readonly signing?: LogSigning;
}

export async function aBot(options: BotOptions): Promise<Bot> {
  const { url, commandTimeoutMs, keys = someKeys(), lockTtlMs } = options;
  const redis = createRedis({ connections: createConnections({ url }), commandTimeoutMs });
  await redis.ready(5000);
  // A busy machine may take its time; what happens when Redis does, tests ask for with a command time-out.
  const signing = options.signing ?? aLogSigning();
  const log = createVerifiedLog({ redis, keys, signing });
  const trail = createTrail({ keys, sign: signing.sign, turnTimeoutMs: options.commandTimeoutMs ?? 30_000 });
  const leftOut: string[] = [];
  return {
    redis,
    keys,
    leftOut,
    store: createRequestStore({ redis, keys, trail, log, signing, onUnreadable: (id) => leftOut.push(id) }),
    audit: createAuditLog({ redis, keys, trail, log, sign: signing.sign }),
    documents: createDocuments({ redis, keys, signing }),
    locks: createLocks({ redis, keys, now: Date.now, ...(lockTtlMs && { ttlMs: lockTtlMs }) }),
    once: createIdempotencyClaims({ redis, keys }),
    viewState: createViewState({ redis, keys, signing }),
    told: createNotificationLog({ redis, keys, signing }),
    plant: async (id, text) => {
      await redis.client.hset(keys.request(id), "record", text);
    },
  };
}
