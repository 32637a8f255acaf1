import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { createJobs } from "../../src/queue/queue.ts";
import { createWorker } from "../../src/queue/worker.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { createLog } from "../../src/wiring/log.ts";
import { somePrefix } from "./a-queue.ts";

/** A way in which a real Redis answers every attempt to work on the queue with an error, and how that ends. */
interface Refusing {
  readonly code: string;
  readonly settings?: { readonly [name: string]: string };
  readonly before?: (admin: Redis, server: RunningRedis, cleanUp: (() => unknown)[]) => Promise<unknown>;
  readonly begin: (admin: Redis, server: RunningRedis, slot: SlotOf) => Promise<unknown>;
  readonly end: (admin: Redis, server: RunningRedis, slot: SlotOf) => Promise<unknown>;
  /** Whether it answers nothing else meanwhile. */
  readonly isDeaf?: true;
  /** Whether it refuses only while nothing is in the queue. */
  readonly isEmpty?: true;
}

/** The slot of a cluster in which the queue lies. */
type SlotOf = (admin: Redis) => Promise<number>;

const config = (name: string, value: string) => (admin: Redis) => admin.config("SET", name, value);

/** On a connection of its own, as nothing else is answered meanwhile; once, whatever becomes of it. */
const aside = (admin: Redis, act: (other: Redis) => Promise<unknown>): void => {
  const other = admin.duplicate({ retryStrategy: () => null });
  other.on("error", () => undefined);
  void act(other)
    .catch(() => undefined)
    .finally(() => other.disconnect());
};

const refusing: readonly Refusing[] = [
  { code: "OOM", begin: config("maxmemory", "1"), end: config("maxmemory", "0") },
  {
    code: "READONLY",
    begin: (admin, { port }) => admin.replicaof("127.0.0.1", port),
    end: (admin) => admin.replicaof("NO", "ONE"),
  },
  { code: "NOREPLICAS", begin: config("min-replicas-to-write", "1"), end: config("min-replicas-to-write", "0") },
  {
    code: "NOPERM",
    begin: (admin) => admin.acl("SETUSER", "default", "-evalsha", "-eval", "-set", "-bzpopmin"),
    end: (admin) => admin.acl("SETUSER", "default", "+@all"),
  },
  {
    code: "MISCONF",
    settings: { save: "3600 1000000", dbfilename: "snapshot.rdb" },
    // A snapshot cannot take the place of a folder.
    begin: async (admin, { folder }) => {
      await mkdir(join(folder, "snapshot.rdb", "in-the-way"), { recursive: true });
      await admin.bgsave();
      await until(async () => (await admin.info("persistence")).includes("rdb_last_bgsave_status:err"));
    },
    end: config("stop-writes-on-bgsave-error", "no"),
  },
  {
    code: "BUSY",
    isDeaf: true,
    begin: async (admin) => {
      await admin.config("SET", "busy-reply-threshold", "50");
      aside(admin, (other) => other.eval("while true do end", 0));
      await until(() => isAnswered(admin, "BUSY"));
    },
    end: (admin) => admin.script("KILL"),
  },
  {
    code: "LOADING",
    isDeaf: true,
    settings: { "enable-debug-command": "yes" },
    before: (admin) => admin.call("DEBUG", "POPULATE", "6000", "filler", "10"),
    begin: async (admin) => {
      await admin.config("SET", "key-load-delay", "1000");
      await admin.config("SET", "loading-process-events-interval-bytes", "1024");
      aside(admin, (other) => other.call("DEBUG", "RELOAD"));
      await until(() => isAnswered(admin, "LOADING"));
    },
    end: async () => undefined,
  },
  {
    code: "MOVED",
    isEmpty: true,
    settings: { "cluster-enabled": "yes" },
    before: async (admin, _, cleanUp) => {
      await admin.cluster("ADDSLOTSRANGE", 0, 16_383);
      const other = await startRedis({ settings: { "cluster-enabled": "yes" } });
      cleanUp.push(other.stop);
      await admin.cluster("MEET", "127.0.0.1", other.port);
      await until(async () => / master - .* connected$/m.test(String(await admin.cluster("NODES"))));
      await until(() => isCluster(admin));
    },
    begin: async (admin, _, slot) => {
      const other = /^([0-9a-f]{40}) (?!.*myself)/m.exec(String(await admin.cluster("NODES")))?.[1] ?? "";
      // A slot can be given away only without its keys.
      await admin.flushall();
      await admin.cluster("SETSLOT", await slot(admin), "NODE", other);
    },
    end: async (admin, _, slot) => admin.cluster("SETSLOT", await slot(admin), "NODE", String(await admin.cluster("MYID"))),
  },
];

const watchedMs = 5_000;
/** Of one second and twice as much: after 0, 1 and 3 s in the time watched, by each of a worker's loops. */
const mostRefusals = 15;

describe.concurrent("a worker whose Redis refuses", () => {
  it.each(refusing)(
    "with $code asks slowly, says it once, is not ready, and goes on by itself",
    async (kind) => {
      const cleanUp: (() => unknown)[] = [];
      onTestFinished(async () => {
        for (const each of cleanUp.reverse()) await each();
      });
      const server = await startRedis({ settings: kind.settings ?? {} });
      cleanUp.push(server.stop);
      const admin = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => null });
      cleanUp.push(() => admin.disconnect());
      await kind.before?.(admin, server, cleanUp);
      const prefix = somePrefix();
      const slot: SlotOf = async (connection) => Number(await connection.cluster("KEYSLOT", prefix));
      const lines: string[] = [];
      const destination = new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) });
      const log = createLog({ level: "info", part: "worker", destination });
      const connections = createConnections({ url: server.url });
      const queue = createJobs({ connections, prefix, now: Date.now });
      cleanUp.push(queue.close);
      await queue.ready(10_000);
      const done = new Set<string>();
      const process = async (id: string) => {
        done.add(id);
        return {};
      };
      const ids = Array.from({ length: 20 }, (_, n) => `req_${n}`);
      const ensure = async () => {
        for (const id of ids) await queue.ensure(id);
      };
      if (kind.isEmpty !== true) await ensure();
      const worker = createWorker({ connections, prefix, queue, process, log, now: Date.now });
      cleanUp.push(() => worker.close(100));
      await kind.begin(admin, server, slot);
      // A server that loads or runs a script answers nothing else than that it does.
      const count = kind.isDeaf === true ? undefined : () => refusalsOf(admin, kind.code);
      const before = await count?.();

      worker.run();
      await sleep(watchedMs);
      await connections.probe(`${prefix}:probe`);

      expect(connections.trouble()).toBe(kind.code);
      expect(done.size).toBe(0);
      if (count !== undefined) {
        const refusals = (await count()) - (before ?? 0);
        expect(refusals).toBeGreaterThan(1);
        expect(refusals).toBeLessThan(mostRefusals);
      }
      const said = lines.flatMap((line) => (line.includes(`"code":"${kind.code}"`) ? [line] : []));
      expect(said).toHaveLength(1);
      expect(lines.length).toBeLessThan(4);
      await kind.end(admin, server, slot);
      if (kind.isEmpty === true) await ensure();
      await until(() => done.size === ids.length);
      await until(async () => {
        await connections.probe(`${prefix}:probe`);
        return connections.trouble() === undefined;
      });
    },
    90_000,
  );
});

/** Tests that run side by side cannot poll by `expect`. */
const until = (holds: () => boolean | Promise<boolean>): Promise<void> =>
  vi.waitFor(
    async () => {
      if (!(await holds())) throw new Error(`not yet: ${holds}`);
    },
    { timeout: 20_000, interval: 50 },
  );
const isAnswered = (admin: Redis, code: string): Promise<boolean> =>
  admin.get("x").then(
    () => false,
    (error: Error) => error.message.startsWith(code),
  );
const isCluster = async (admin: Redis): Promise<boolean> => String(await admin.cluster("INFO")).includes("cluster_state:ok");

/** How often the server has answered with that code: https://redis.io/docs/latest/commands/info/ */
async function refusalsOf(admin: Redis, code: string): Promise<number> {
  const counted = new RegExp(`^errorstat_${code}:count=(\\d+)`, "m").exec(await admin.info("errorstats"))?.[1];
  return Number(counted ?? 0);
}
