import type { AuditEntry } from "../../src/domain/audit.ts";
import type { Keys } from "../../src/redis/keys.ts";
import { createReports } from "../../src/redis/reports.ts";
import { createScheduleCursors } from "../../src/redis/schedule-cursors.ts";
import { aBot, type Bot, someKeys } from "../redis/a-store.ts";
import { aLogSigning } from "./log-signing.ts";
import { createMemory, type Memory } from "./memory-store.ts";

/** What survives the death of a process, in a real Redis, where somebody may write as well. */
export interface RedisMemory extends Memory {
  readonly keys: Keys;
  readonly client: Bot["redis"]["client"];
  /** Requests of which the process has told the channel that it cannot read them. */
  readonly leftOut: readonly string[];
  /** A process that knows nothing yet. */
  reborn(): Promise<void>;
  /** As after the time for which somebody who died holds locks. */
  freeLocks(): Promise<void>;
  /** @returns what makes everything again as it is now */
  keep(): Promise<() => Promise<void>>;
  close(): void;
}

/** Jobs and what Vault keeps stay in memory; all writes are signed from the first one on. */
export async function createRedisMemory({
  url,
  now,
}: {
  readonly url: string;
  readonly now: () => number;
}): Promise<RedisMemory> {
  const keys = someKeys();
  const { jobs, anchor } = createMemory({ now });
  const signing = aLogSigning({ from: () => 1 });
  const start = (): Promise<Bot> => aBot({ url, keys, signing });
  let bot = await start();
  await anchor.sign({ seq: 0, hash: "", atMs: now(), signedFrom: 1 });
  const trail: AuditEntry[] = [];
  return {
    keys,
    jobs,
    anchor,
    trail,
    get client() {
      return bot.redis.client;
    },
    get leftOut() {
      return bot.leftOut;
    },
    get store() {
      return bot.store;
    },
    get audit() {
      return bot.audit;
    },
    get documents() {
      return bot.documents;
    },
    get once() {
      return bot.once;
    },
    get viewState() {
      return bot.viewState;
    },
    get told() {
      return bot.told;
    },
    get reports() {
      return createReports({ redis: bot.redis, keys, signing, onNotOurs: () => {} });
    },
    get scheduleCursors() {
      return createScheduleCursors({ redis: bot.redis, keys, signing, onNotOurs: () => {} });
    },
    get locks() {
      return {
        acquire: (lock: string) => bot.locks.acquire(lock),
        // What the dead hold is there to be changed until `freeLocks`.
        steal: () => {},
      };
    },
    lose: (id) => void bot.redis.client.del(keys.request(id)),
    plantDocument: ({ document, value }) => void bot.redis.client.hset(keys.documents, document, JSON.stringify(value)),
    loseDocument: (document) => void bot.redis.client.hdel(keys.documents, document),
    hold: (lock, requestId) => void bot.redis.client.hset(keys.holders, lock, requestId),
    plant: (id, text) => void bot.redis.client.hset(keys.request(id), "record", text),
    reborn: async () => {
      bot.redis.close();
      bot = await start();
    },
    freeLocks: async () => {
      for (const key of await keysLike("lock:")) if ((await bot.redis.client.pttl(key)) >= 0) await bot.redis.client.del(key);
    },
    keep: async () => {
      const anchorAgain = anchor.keep();
      const then = await Promise.all(
        (await keysLike("")).map(async (key) => ({
          key,
          ttlMs: Math.max(0, await bot.redis.client.pttl(key)),
          content: await bot.redis.client.dumpBuffer(key),
        })),
      );
      return async () => {
        const { client } = bot.redis;
        anchorAgain();
        const now = await keysLike("");
        if (now.length > 0) await client.del(...now);
        await Promise.all(then.map(({ key, ttlMs, content }) => content && client.restore(key, ttlMs, content)));
      };
    },
    close: () => bot.redis.close(),
  };

  function keysLike(beginning: string): Promise<readonly string[]> {
    return bot.redis.client.keys(`${keys.trail.replace(/trail$/, beginning).replaceAll(/[{}]/g, "?")}*`);
  }
}
