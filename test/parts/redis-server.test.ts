import { existsSync } from "node:fs";
import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { isListening, isRunning } from "./gone.ts";

let redis: RunningRedis;
let client: Redis;

beforeEach(async () => {
  redis = await startRedis();
  client = new Redis(redis.url, { commandTimeout: 1_000, maxRetriesPerRequest: 5, retryStrategy: () => 20 });
  client.on("error", () => {});
});

afterEach(async () => {
  client.disconnect();
  await redis.stop();
});

it("every acknowledged write is on the disk and nothing is evicted", async () => {
  const settings = await client.config("GET", "append*", "maxmemory-policy", "save");

  expect(settings).toEqual(
    expect.arrayContaining(["appendonly", "yes", "appendfsync", "always", "maxmemory-policy", "noeviction"]),
  );
});

it("what was written survives a crash", async () => {
  await client.set("kept", "yes");
  const before = redis.pid();

  await redis.kill();
  await redis.restart();

  expect(redis.pid()).not.toBe(before);
  // On a busy machine it takes longer to connect again than a command may.
  await expect.poll(() => client.get("kept").catch(() => undefined)).toBe("yes");
});

it("a frozen server answers nothing until it thaws", async () => {
  await client.ping();

  redis.freeze();

  await expect(client.ping()).rejects.toThrow("Command timed out");
  redis.thaw();
  await expect.poll(() => client.ping().catch(() => undefined)).toBe("PONG");
});

it("stop leaves no process, port or file, also when it is frozen", async () => {
  client.disconnect();
  redis.freeze();

  await redis.stop();
  await redis.stop();

  expect(isRunning(redis.pid())).toBe(false);
  expect(await isListening(redis.port)).toBe(false);
  expect(existsSync(redis.folder)).toBe(false);
});

it("settings can be made worse, to see the bot refuse them", async () => {
  const forgetful = await startRedis({ settings: { appendonly: "no", "maxmemory-policy": "allkeys-lru" } });
  const other = new Redis(forgetful.url);
  try {
    const settings = await other.config("GET", "appendonly", "maxmemory-policy");

    expect(settings).toEqual(expect.arrayContaining(["appendonly", "no", "maxmemory-policy", "allkeys-lru"]));
  } finally {
    other.disconnect();
    await forgetful.stop();
  }
});

it("a setting that Redis does not know is an error with Redis's words", async () => {
  await expect(startRedis({ settings: { appendonli: "yes" } })).rejects.toThrow(
    /redis-server ended before it was ready.*appendonli/s,
  );
});

it("without redis-server it says what to install", async () => {
  await expect(startRedis({ env: { PATH: "/nowhere" } })).rejects.toThrow("apt-get install redis-server");
});
