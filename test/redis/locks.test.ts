import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { spawnProcess } from "../../demo/parts/processes.ts";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { anEvent, storedRequest } from "../ports/stored-request.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { aBot, someKeys } from "./a-store.ts";

let server: RunningRedis;

beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());

const lockTtlMs = 600;

it("a holder that works for longer than the lock lives keeps it", async () => {
  const keys = someKeys();
  const holder = await aBot({ url: server.url, keys, lockTtlMs });
  const other = await aBot({ url: server.url, keys, lockTtlMs });
  const held = await holder.locks.acquire("run/a");
  const until = performance.now() + 3 * lockTtlMs;

  await expect
    .poll(async () => [await other.locks.acquire("run/a"), performance.now() > until], { timeout: 5000 })
    .toEqual([undefined, true]);

  expect(held?.lost.aborted).toBe(false);
  await held?.release();
  expect(await other.locks.acquire("run/a")).toBeDefined();
  holder.redis.close();
  other.redis.close();
});

it.each([
  ["words", "SET", "abc"],
  ["more than can be counted", "SET", "9223372036854775807"],
  ["no whole number", "SET", "1e3"],
  ["another type", "RPUSH", "1"],
])("T12 a lock whose numbers are %s can be taken all the same, and counts from now on", async (_, command, value) => {
  const keys = someKeys();
  const { locks, redis } = await aBot({ url: server.url, keys, lockTtlMs });
  await redis.client.call(command, keys.fence("run/a"), value);
  const before = Date.now();

  const [first] = [await locks.acquire("run/a")];
  await first?.release();
  const second = await locks.acquire("run/a");

  expect(first?.lease.fence).toBeGreaterThanOrEqual(before);
  expect(second?.lease.fence).toBe((first?.lease.fence ?? 0) + 1);
  redis.close();
});

it("a holder that cannot renew stops before anybody else can begin", async () => {
  const keys = someKeys();
  const proxy = await startTcpProxy({ host: "127.0.0.1", port: server.port });
  const holder = await aBot({ url: `redis://127.0.0.1:${proxy.port}`, keys, lockTtlMs });
  const other = await aBot({ url: server.url, keys, lockTtlMs });
  const held = await holder.locks.acquire("run/a");
  const seen: string[] = [];
  held?.lost.addEventListener("abort", () => seen.push("lost"));

  proxy.mode({ kind: "black-hole" });
  await expect
    .poll(
      async () => {
        const taken = await other.locks.acquire("run/a");
        if (taken !== undefined) seen.push("taken");
        return seen.includes("taken");
      },
      { timeout: 5000, interval: 5 },
    )
    .toBe(true);

  expect(seen).toEqual(["lost", "taken"]);
  holder.redis.close();
  other.redis.close();
  await proxy.stop();
});

it("a holder whose lock was taken away learns it at the next renewal", async () => {
  const bot = await aBot({ url: server.url, lockTtlMs });
  const held = await bot.locks.acquire("run/a");
  const lost = held && once(held.lost, "abort");

  await bot.redis.client.set(bot.keys.lock("run/a"), "somebody else");

  await lost;
  expect(held?.lost.aborted).toBe(true);
  await held?.release();
  expect(await bot.redis.client.get(bot.keys.lock("run/a"))).toBe("somebody else");
  bot.redis.close();
});

it("a released lock is never reported lost, and releasing it twice is releasing it once", async () => {
  const bot = await aBot({ url: server.url, lockTtlMs });
  const first = await bot.locks.acquire("run/a");
  await first?.release();
  const second = await bot.locks.acquire("run/a");

  await first?.release();

  expect(await bot.locks.acquire("run/a")).toBeUndefined();
  expect(first?.lost.aborted).toBe(false);
  await second?.release();
  bot.redis.close();
});

it("a process that was frozen for longer than its lock lives finds it lost, and its writes are fenced", async () => {
  const tag = `profinaut-test-${randomUUID().slice(0, 8)}`;
  const bot = await aBot({ url: server.url, keys: createKeys(tag), lockTtlMs });
  await bot.store.save({ request: storedRequest(), events: [] });
  const child = await spawnProcess({
    name: "lock holder",
    command: process.execPath,
    args: ["--import", "tsx", new URL("./lock-holder.ts", import.meta.url).pathname, server.url, tag, "run/a", String(lockTtlMs)],
    env: process.env,
  });
  await expect.poll(() => child.lines().join(), { timeout: 10_000 }).toMatch(/fence \d+/);
  const fence = Number(/fence (\d+)/.exec(child.lines().join())?.[1]);

  child.signal("SIGSTOP");
  await expect.poll(() => bot.locks.acquire("run/a"), { timeout: 5000 }).toBeDefined();
  child.signal("SIGCONT");

  await expect.poll(() => child.lines(), { timeout: 5000 }).toContain("lost");
  const late = await bot.store.save({
    request: storedRequest({ revision: 2, state: "running" }),
    events: [anEvent("step.done")],
    lease: { lock: "run/a", fence },
  });
  expect(late).toEqual({ outcome: "fenced" });
  await child.stop();
  bot.redis.close();
}, 30_000);
