import { afterEach, describe, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { createRedis, type RedisConnection } from "../../src/redis/connection.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { checkDurability } from "../../src/redis/durability.ts";
import { createStoreHealth } from "../../src/redis/store-health.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const connectTo = async (url: string): Promise<RedisConnection> => {
  const redis = createRedis({ connections: createConnections({ url }), commandTimeoutMs: 500 });
  cleanUps.push(redis.close);
  await redis.ready(5000);
  return redis;
};

const start = async (settings: { readonly [name: string]: string }): Promise<RunningRedis> => {
  const server = await startRedis({ settings });
  cleanUps.push(server.stop);
  return server;
};

/** Connects as the user of the guide, who may not ask for the configuration. */
const connectWithoutConfig = async (server: RunningRedis): Promise<RedisConnection> => {
  const admin = await connectTo(server.url);
  const rules =
    "~{profinaut}* &* -@all +@read +@write +@connection +@transaction +@scripting +@blocking +@stream -@dangerous +info";
  await admin.client.acl("SETUSER", "profinaut", "on", ">a-test-password", ...rules.split(" "));
  const redis = await connectTo(`redis://profinaut:a-test-password@127.0.0.1:${server.port}`);
  await expect(redis.client.config("GET", "appendonly")).rejects.toThrow("NOPERM");
  return redis;
};

const all = ["appendonly yes", "appendfsync always", "no-appendfsync-on-rewrite no", "maxmemory-policy noeviction"];

describe.each([
  ["asked by CONFIG", async (server: RunningRedis) => connectTo(server.url), []],
  ["asked by INFO, where CONFIG is denied", connectWithoutConfig, ["appendfsync always", "no-appendfsync-on-rewrite no"]],
])("durability %s", (_how, connect, unknown) => {
  it("a durable Redis passes", async () => {
    const redis = await connect(await start({}));

    expect(await checkDurability(redis, "relaxed")).toEqual({ weak: unknown });
    const health = createStoreHealth({ redis, mode: "strict" });
    expect(health.isDurabilityRequired).toBe(true);
    expect(await health.look()).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/), weak: unknown });
  }, 20_000);

  it.each([
    [{ appendonly: "no" }, ["appendonly yes"]],
    [{ appendfsync: "no" }, ["appendfsync always"]],
    [{ appendfsync: "everysec", "no-appendfsync-on-rewrite": "yes" }, ["appendfsync always", "no-appendfsync-on-rewrite no"]],
    [{ "maxmemory-policy": "allkeys-lru" }, ["maxmemory-policy noeviction"]],
    [{ appendonly: "no", "maxmemory-policy": "volatile-ttl" }, ["appendonly yes", "maxmemory-policy noeviction"]],
  ])(
    "%j is refused by the names of what is missing, and passes when relaxed",
    async (settings, weak) => {
      const redis = await connect(await start(settings));
      const missing = all.filter((setting) => [...weak, ...unknown].includes(setting));

      await expect(checkDurability(redis, "strict")).rejects.toMatchObject({
        name: "ConflictError",
        sentence: { key: "redis.not-durable", params: { settings: missing, asked: unknown.length === 0 ? "CONFIG" : "INFO" } },
      });
      expect(await checkDurability(redis, "relaxed")).toEqual({ weak: missing });
    },
    20_000,
  );
});

it("a Redis that does not answer is no answer, not a weak Redis", async () => {
  const server = await start({});
  const redis = await connectTo(server.url);

  server.freeze();

  await expect(checkDurability(redis, "relaxed")).rejects.toMatchObject({ code: "redis.unreachable", effect: "none" });
}, 20_000);
