import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { createJobs } from "../../src/queue/queue.ts";
import type { WorkerOptions } from "../../src/queue/worker.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { flipsOf } from "../support/redis-flips.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { aQueue, type QueueUnderTest, somePrefix } from "./a-queue.ts";

let server: RunningRedis;
let raw: Queue;
let connection: Redis;
let prefix: string;
const running: { stop(): unknown }[] = [];

beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());
beforeEach(() => {
  prefix = somePrefix();
  connection = new Redis(server.url, { maxRetriesPerRequest: null });
  raw = new Queue("requests", { connection, prefix });
});
afterEach(async () => {
  server.thaw();
  for (const one of running.splice(0)) await one.stop();
  await raw.close();
  connection.disconnect();
});

const start = async (process: WorkerOptions["process"]): Promise<QueueUnderTest> => {
  const started = await aQueue(server.url, prefix, process);
  running.push(started);
  return started;
};

const jobsOnly = async (now: () => number = Date.now) => {
  const jobs = createJobs({ connections: createConnections({ url: server.url }), prefix, now, commandTimeoutMs: 500 });
  running.push({ stop: jobs.close });
  await jobs.ready(5000);
  return jobs;
};

it("keeps nothing in Redis of a kind that nobody has thought of changing", async () => {
  const { queue } = await start(async () => ({}));
  await queue.ensure("req_done");
  await queue.ensure("req_later", Date.now() + 60_000);
  await queue.ensure("req_behind", Date.now() + 60_000, 3);
  await expect.poll(() => raw.getJobCounts("completed")).toEqual({ completed: 1 });
  await raw.pause();
  await queue.ensure("req_first", undefined, 2);

  const tag = prefix.replace(/^\{(.*)\}:queue$/, "$1");
  const found = (await connection.keys(`${prefix}:*`)).map((key) => key.split(":").at(-1));

  expect(found).toEqual(expect.arrayContaining(["prioritized", "pc", "delayed", "completed"]));
  expect(await flipsOf(connection, createKeys(tag))).not.toEqual([]);
});

describe("asking for a job", () => {
  it("twice is once, and the job holds the id and nothing else", async () => {
    const jobs = await jobsOnly();

    await Promise.all([jobs.ensure("req_1"), jobs.ensure("req_1"), jobs.ensure("req_2")]);

    expect(await jobs.counts()).toEqual({ waiting: 2, active: 0, delayed: 0, failed: 0 });
    expect((await raw.getJob("req_1"))?.data).toEqual({ requestId: "req_1" });
  });

  it("T17 that waits behind others of the same person lets those of other people go first", async () => {
    const jobs = await jobsOnly();
    for (const behind of [0, 1, 2, 3]) await jobs.ensure(`req_many_${behind}`, undefined, behind);
    await jobs.ensure("req_honest", undefined, 0);
    const done: string[] = [];

    expect(await jobs.counts()).toMatchObject({ waiting: 5 });
    await start(async (requestId) => {
      done.push(requestId);
      return {};
    });

    await expect.poll(() => done).toHaveLength(5);
    expect(done.indexOf("req_honest")).toBeLessThanOrEqual(1);
    expect(done.at(-1)).toBe("req_many_3");
  });

  it("earlier moves a delayed job forward, later leaves it", async () => {
    const jobs = await jobsOnly();
    const inHours = (hours: number) => Date.now() + hours * 3_600_000;
    const due = async () => Math.floor(Number(await connection.zscore(raw.toKey("delayed"), "req_1")) / 0x1000);
    await jobs.ensure("req_1", inHours(5));

    await jobs.ensure("req_1", inHours(9));
    const afterLater = await due();
    await jobs.ensure("req_1", inHours(2));
    const afterEarlier = await due();
    await jobs.ensure("req_1");

    expect((afterLater - Date.now()) / 3_600_000).toBeCloseTo(5, 1);
    expect((afterEarlier - Date.now()) / 3_600_000).toBeCloseTo(2, 1);
    expect(await jobs.counts()).toMatchObject({ waiting: 1, delayed: 0 });
  });

  it("a job that ended and is still kept runs again", async () => {
    const runs: string[] = [];
    const { queue } = await start(async (id) => {
      runs.push(id);
      return {};
    });

    for (let time = 1; time <= 4; time += 1) {
      await queue.ensure("req_1");
      await expect.poll(() => runs.length).toBe(time);
      await expect.poll(async () => (await raw.getJob("req_1"))?.isCompleted()).toBe(true);
    }

    expect(runs).toEqual(["req_1", "req_1", "req_1", "req_1"]);
  });

  it("while the job runs makes it run once more, as it may have looked too early", async () => {
    let runs = 0;
    let finish = (): void => {};
    const { queue } = await start(async () => {
      runs += 1;
      if (runs === 1) await new Promise<void>((resolve) => (finish = resolve));
      return {};
    });
    await queue.ensure("req_1");
    await expect.poll(() => runs).toBe(1);

    await Promise.all([queue.ensure("req_1"), queue.ensure("req_1")]);
    finish();

    await expect.poll(() => runs).toBe(2);
    await expect.poll(() => queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 });
    expect(runs).toBe(2);
  });

  it("while the job runs and then is put off runs it now", async () => {
    let runs = 0;
    let finish = (): void => {};
    const { queue } = await start(async () => {
      runs += 1;
      if (runs === 1) await new Promise<void>((resolve) => (finish = resolve));
      return runs === 1 ? { againAtMs: Date.now() + 3_600_000 } : {};
    });
    await queue.ensure("req_1");
    await expect.poll(() => runs).toBe(1);

    await queue.ensure("req_1");
    finish();

    await expect.poll(() => runs).toBe(2);
  });

  it("any number of times in the middle of everything ends with a run that began after the last", async () => {
    let asked = 0;
    let seen = 0;
    const { queue } = await start(async () => {
      seen = asked;
      return {};
    });

    for (asked = 1; asked <= 60; asked += 1) await queue.ensure("req_1");
    asked -= 1;

    await expect.poll(() => seen, { timeout: 5000 }).toBe(60);
  });
});

describe("a queue that does not answer", () => {
  const inTimeMs = 1500;

  it("asking ends in time and may have worked; it is there once after the thaw", async () => {
    const jobs = await jobsOnly();
    await jobs.ensure("req_0");
    server.freeze();
    const from = performance.now();

    const asking = await Promise.allSettled([jobs.ensure("req_1"), jobs.ensure("req_1"), jobs.counts()]);
    const tookMs = performance.now() - from;
    server.thaw();

    expect(asking.map((one) => one.status === "rejected" && one.reason)).toMatchObject(
      Array(3).fill({ name: "UpstreamError", service: "queue", code: "queue.unanswered", effect: "unknown", retryable: true }),
    );
    expect(tookMs).toBeLessThan(inTimeMs);
    await expect
      .poll(() =>
        jobs.ensure("req_1").then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(await jobs.counts()).toMatchObject({ waiting: 2 });
  });

  it("without a server nothing was sent, and asking works again after its return", async () => {
    const own = await startRedis();
    running.push({ stop: own.stop });
    const jobs = createJobs({ connections: createConnections({ url: own.url }), prefix, now: Date.now, commandTimeoutMs: 500 });
    running.push({ stop: jobs.close });
    await jobs.ready(5000);
    await own.kill();
    await expect
      .poll(() => jobs.ensure("req_1").catch((error: unknown) => error))
      .toMatchObject({ service: "queue", code: "queue.unreachable", effect: "none" });

    await own.restart();

    await expect
      .poll(
        () =>
          jobs.ensure("req_1").then(
            () => true,
            () => false,
          ),
        { timeout: 5000 },
      )
      .toBe(true);
  }, 20_000);

  it("one that never was there is said within the deadline", async () => {
    const jobs = createJobs({ connections: createConnections({ url: "redis://127.0.0.1:1" }), prefix, now: Date.now });
    running.push({ stop: jobs.close });

    await expect(jobs.ready(100)).rejects.toMatchObject({ code: "queue.unreachable" });
    await expect(jobs.ensure("req_1")).rejects.toMatchObject({ code: "queue.unreachable" });
  });

  it("an answer that is lost leaves one job", async () => {
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: server.port });
    const jobs = createJobs({
      connections: createConnections({ url: `redis://127.0.0.1:${proxy.port}` }),
      prefix,
      now: Date.now,
      commandTimeoutMs: 500,
    });
    running.push({ stop: jobs.close }, proxy);
    await jobs.ready(5000);
    proxy.mode({ kind: "lose-answer", matching: "req_1" });

    await expect(jobs.ensure("req_1")).rejects.toMatchObject({ code: "queue.unanswered", effect: "unknown" });

    proxy.mode({ kind: "pass" });
    await expect
      .poll(() =>
        jobs.ensure("req_1").then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(await jobs.counts()).toMatchObject({ waiting: 1 });
  });
});

describe("T12 clears the way of a job that somebody in Redis keeps from being run", () => {
  const job = (...parts: readonly string[]): string => [prefix, "requests", ...parts].join(":");

  it.each<[string, () => Promise<unknown>]>([
    ["the queue is paused", () => raw.pause()],
    ["the queue is limited", () => raw.setGlobalConcurrency(0).then(() => raw.setGlobalRateLimit(0, 3_600_000))],
    ["it is in no list", () => connection.lrem(job("wait"), 0, "req_1")],
    ["its data is gone", () => connection.del(job("req_1"))],
    [
      "it is said to be run, by a lock that no worker has",
      async () => {
        await connection.lmove(job("wait"), job("active"), "LEFT", "LEFT");
        await connection.set(job("req_1", "lock"), "nobody");
        await connection.set(job("stalled-check"), "1");
      },
    ],
  ])("%s", async (_, disturb) => {
    const jobs = await jobsOnly();
    await jobs.ensure("req_1");
    await disturb();
    const done: string[] = [];

    await jobs.revive("req_1");
    await start(async (requestId) => {
      done.push(requestId);
      return {};
    });

    await expect.poll(() => done, { timeout: 5_000 }).toContain("req_1");
  });

  it("and leaves one alone that a worker is at", async () => {
    const done: string[] = [];
    let finish = (): void => {};
    const { queue, lines } = await start(async (requestId, signal) => {
      await new Promise<void>((resolve) => (finish = resolve));
      if (!signal.aborted) done.push(requestId);
      return {};
    });
    await queue.ensure("req_1");
    await expect.poll(() => connection.exists(job("req_1", "lock"))).toBe(1);

    await queue.revive("req_1");
    const lock = await connection.exists(job("req_1", "lock"));
    finish();

    await expect.poll(() => done).toEqual(["req_1"]);
    expect([lock, lines]).toEqual([1, []]);
    await expect.poll(() => queue.counts()).toMatchObject({ active: 1 });
    finish();
  });
});
