import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import type { BotProcess } from "../../src/domain/bot-process.ts";
import { createProcesses } from "../../src/redis/processes.ts";
import { createRedisClock } from "../../src/redis/server-clock.ts";
import { aBot } from "./a-store.ts";

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());

const aProcess = (id: string): BotProcess => ({
  ...{ id, host: "a-host", part: "all", version: "0.1.0" },
  clocks: { vaultAheadMs: 10, redisAheadMs: null },
});

it("processes are known until they leave or are silent for two minutes by the store's clock; what cannot be read is none", async () => {
  const { redis, keys } = await aBot({ url: server.url });
  const processes = createProcesses({ redis, keys });
  expect(await processes.running()).toEqual([]);

  for (const id of ["one", "two", "three"]) await processes.beat(aProcess(id));
  await redis.client.set(keys.process("three"), '{"id":3}');
  expect((await processes.running()).map(({ id }) => id).sort()).toEqual(["one", "two"]);
  expect(await redis.client.pttl(keys.process("one"))).toBeGreaterThan(100_000);

  await redis.client.del(keys.process("one"));
  await processes.leave("three");
  expect(await processes.running()).toEqual([aProcess("two")]);
  expect(await redis.client.smembers(keys.processes)).toEqual(["two"]);
  redis.close();
});

it("Redis says what time it is, also to a user who may not ask TIME, and nothing when it is gone", async () => {
  const { redis } = await aBot({ url: server.url });
  await redis.client.call("ACL", "SETUSER", "older", "on", "nopass", "~*", "-@all", "+@read", "+@connection", "+info");
  await redis.client.call("AUTH", "older", "any");
  const now = createRedisClock({ redis });

  expect(Math.abs(((await now()) ?? 0) - Date.now())).toBeLessThan(5_000);

  redis.close();
  expect(await now()).toBeUndefined();
});
