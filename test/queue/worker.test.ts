import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningProcess, spawnProcess } from "../../demo/parts/processes.ts";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { aQueue, type QueueUnderTest, somePrefix } from "./a-queue.ts";

let server: RunningRedis;
let prefix: string;
let raw: Queue;
let connection: Redis;
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

const start = async (
  ...[process, options, url = server.url]: [Parameters<typeof aQueue>[2], Parameters<typeof aQueue>[3]?, string?]
): Promise<QueueUnderTest> => {
  const started = await aQueue(url, prefix, process, { queueUrl: server.url, ...options });
  running.push(started);
  return started;
};

const startProcess = async (...timings: readonly string[]): Promise<RunningProcess> => {
  const child = await spawnProcess({
    name: "worker",
    command: process.execPath,
    args: ["--import", "tsx", fileURLToPath(new URL("worker-process.ts", import.meta.url)), server.url, prefix, ...timings],
    env: process.env,
  });
  running.push(child);
  await expect.poll(() => child.lines(), { timeout: 15_000 }).toContain("ready");
  return child;
};

/** Never ends by itself; says how it was stopped. */
const untilStopped = (stopped: string[]) => (id: string, signal: AbortSignal) =>
  new Promise<{ againAtMs?: number }>((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      stopped.push(id);
      reject(signal.reason);
    });
  });

describe("crashes", () => {
  it("the job of a worker killed with -9 is taken over within 15 s", async () => {
    const child = await startProcess();
    const taken: string[] = [];
    const { queue } = await start(
      async (id) => {
        taken.push(id);
        return {};
      },
      { concurrency: 1, lockMs: 8_000, stalledIntervalMs: 4_000 },
    );
    for (let n = 1; n <= 5; n += 1) await queue.ensure(`req_${n}`);
    await expect.poll(() => child.lines().filter((line) => line.startsWith("took")).length + taken.length).toBe(5);
    const had = child.lines().flatMap((line) => /took (?<id>.+)/.exec(line)?.groups?.["id"] ?? []);
    expect(had).not.toEqual([]);

    child.signal("SIGKILL");
    const from = performance.now();

    await expect.poll(() => had.every((id) => taken.includes(id)), { timeout: 20_000 }).toBe(true);
    expect(performance.now() - from).toBeLessThan(15_000);
  }, 60_000);

  it("a request that kills its worker six times in a row is still delivered", async () => {
    await raw.add("request", { requestId: "req_1" }, { jobId: "req_1" });
    for (let crash = 1; crash <= 6; crash += 1) {
      const child = await startProcess("600", "200");
      await expect.poll(() => child.lines(), { timeout: 15_000 }).toContain("took req_1");
      child.signal("SIGKILL");
      await child.exited;
    }
    const taken: string[] = [];
    await start(
      async (id) => {
        taken.push(id);
        return {};
      },
      { lockMs: 600, stalledIntervalMs: 200 },
    );

    await expect.poll(() => taken, { timeout: 10_000 }).toEqual(["req_1"]);
    await expect.poll(() => raw.getJobCounts("completed", "failed")).toEqual({ completed: 1, failed: 0 });
  }, 90_000);
});

describe("a lost lock", () => {
  it("aborts the signal when Redis says so", async () => {
    const stopped: string[] = [];
    const { queue } = await start(untilStopped(stopped));
    await queue.ensure("req_1");
    const lock = `${raw.toKey("req_1")}:lock`;
    await expect.poll(() => connection.exists(lock)).toBe(1);

    await connection.set(lock, "somebody else's token");

    await expect.poll(() => stopped, { timeout: 5000 }).toEqual(["req_1"]);
  });

  it("aborts the signal when Redis can no longer be asked, before another worker begins", async () => {
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: server.port });
    const happened: string[] = [];
    let hasBegun = false;
    const cutOff = await start(
      (id, signal) => {
        hasBegun = true;
        return untilStopped([])(id, signal).catch((error) => {
          happened.push("stopped");
          throw error;
        });
      },
      {},
      `redis://127.0.0.1:${proxy.port}`,
    );
    running.push(proxy);
    await cutOff.queue.ensure("req_1");
    await expect.poll(() => hasBegun).toBe(true);

    proxy.mode({ kind: "black-hole" });
    await start(async () => {
      happened.push("taken over");
      return {};
    });

    await expect.poll(() => happened, { timeout: 10_000 }).toEqual(["stopped", "taken over"]);
  }, 20_000);

  it("is not seen while a long job is renewed", async () => {
    const stopped: string[] = [];
    const { queue, lines } = await start(async (id, signal) => {
      signal.addEventListener("abort", () => stopped.push(id));
      await renewedOften(id);
      return {};
    });
    await queue.ensure("req_1");

    await expect.poll(async () => (await raw.getJob("req_1"))?.isCompleted(), { timeout: 20_000 }).toBe(true);

    expect(stopped).toEqual([]);
    expect(lines).toEqual([]);
  }, 25_000);

  it("of a process that was frozen is found when it goes on", async () => {
    const child = await startProcess("1000", "500");
    const taken: string[] = [];
    await raw.add("request", { requestId: "req_1" }, { jobId: "req_1" });
    await expect.poll(() => child.lines(), { timeout: 5000 }).toContain("took req_1");

    child.signal("SIGSTOP");
    await start(async (id) => {
      taken.push(id);
      return {};
    });
    await expect.poll(() => taken, { timeout: 10_000 }).toEqual(["req_1"]);
    child.signal("SIGCONT");

    await expect.poll(() => child.lines(), { timeout: 5000 }).toContain("lost req_1");
  }, 30_000);
});

/** Until its lock has been made longer more often than it takes for the lock to run out. */
async function renewedOften(id: string): Promise<void> {
  let [renewals, left] = [0, Number.POSITIVE_INFINITY];
  await expect
    .poll(
      async () => {
        const now = await connection.pttl(raw.toKey(`${id}:lock`));
        if (now > left) renewals += 1;
        left = now;
        return renewals;
      },
      { timeout: 15_000, interval: 20 },
    )
    .toBeGreaterThan(6);
}

describe("what a job comes to", () => {
  it.each([
    ["", 0],
    [", also by a clock that is weeks behind", -21 * 86_400_000],
    [", also by a clock that is weeks ahead", 21 * 86_400_000],
  ])("a time runs the same job again at that time%s", async (_, aheadMs) => {
    const runs: number[] = [];
    const now = () => Date.now() + aheadMs;
    const { queue } = await start(
      async (_id, signal) => {
        signal.throwIfAborted();
        runs.push(now());
        return runs.length === 1 ? { againAtMs: now() + 700 } : {};
      },
      { now },
    );

    await queue.ensure("req_1");

    await expect.poll(() => runs.length, { timeout: 5000 }).toBe(2);
    expect((runs[1] ?? 0) - (runs[0] ?? 0)).toBeGreaterThanOrEqual(650);
    await expect.poll(async () => (await raw.getJob("req_1"))?.isCompleted()).toBe(true);
  });

  it("a failure is tried again by time alone, and its text stays out of Redis", async () => {
    const canary = "canary-value-7f3a";
    let runs = 0;
    const { queue, lines } = await start(async () => {
      runs += 1;
      if (runs === 1) throw new Error(`upstream said ${canary}`, { cause: { body: canary } });
      return {};
    });

    await queue.ensure("req_1");

    await expect.poll(() => runs, { timeout: 5000 }).toBe(2);
    await expect.poll(async () => (await raw.getJob("req_1"))?.isCompleted()).toBe(true);
    expect(lines).toContainEqual({ fields: { requestId: "req_1", code: "Error" }, sentence: "a job failed" });
    const files = readdirSync(server.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const stored = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")).join("");
    expect(stored).toContain("req_1");
    expect(stored).not.toContain(canary);
    expect(stored).not.toContain("worker.test.ts");
  });

  it.each([
    ["no data", "req_1", {}],
    ["another request's id", "req_1", { requestId: "req_2" }],
    ["more than an id", "req_1", { requestId: "req_1", approved: true }],
    ["an id that is no text", "req_1", { requestId: { $gt: "" } }],
    ["an id without end", `req_${"x".repeat(200)}`, { requestId: `req_${"x".repeat(200)}` }],
  ])("T12 a forged job with %s is ended and ignored", async (_what, jobId, data) => {
    const runs: string[] = [];
    const { lines } = await start(async (id) => {
      runs.push(id);
      return {};
    });

    await raw.add("request", data, { jobId });
    await raw.add("request", { requestId: "req_9" }, { jobId: "req_9" });

    await expect.poll(() => raw.getJobCounts("completed", "failed")).toEqual({ completed: 2, failed: 0 });
    expect(runs).toEqual(["req_9"]);
    expect(lines).toEqual([{ fields: {}, sentence: "a job was ignored: it is none of ours" }]);
  });

  it("four run at the same time", async () => {
    let atOnce = 0;
    let most = 0;
    const { queue } = await start(async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(100);
      atOnce -= 1;
      return {};
    });

    await Promise.all(Array.from({ length: 12 }, (_, n) => queue.ensure(`req_${n}`)));

    await expect.poll(() => raw.getJobCounts("completed")).toEqual({ completed: 12 });
    expect(most).toBe(4);
  });
});

describe("closing", () => {
  it("waits for what is under way", async () => {
    const ended: string[] = [];
    const { queue, worker } = await start(async (id, signal) => {
      await sleep(400);
      ended.push(`${id} ${signal.aborted}`);
      return {};
    });
    await queue.ensure("req_1");
    await expect.poll(() => queue.counts()).toMatchObject({ active: 1 });

    await worker.close(5000);

    expect(ended).toEqual(["req_1 false"]);
    expect(worker.isRunning()).toBe(false);
    expect(await raw.getJobCounts("completed", "active")).toEqual({ completed: 1, active: 0 });
  });

  it("stops what takes too long, and another worker begins it at once", async () => {
    const stopped: string[] = [];
    const { queue, worker } = await start(untilStopped(stopped));
    await queue.ensure("req_1");
    await expect.poll(() => queue.counts()).toMatchObject({ active: 1 });
    const from = performance.now();

    await worker.close(300);

    expect(stopped).toEqual(["req_1"]);
    expect(performance.now() - from).toBeLessThan(1500);
    const taken: string[] = [];
    await start(async (id) => {
      taken.push(id);
      return {};
    });
    await expect.poll(() => taken, { timeout: 900 }).toEqual(["req_1"]);
  });

  it("does not wait for a job that will not stop, nor for a frozen Redis", async () => {
    const deaf = await start(() => new Promise(() => {}));
    await deaf.queue.ensure("req_1");
    await expect.poll(() => deaf.queue.counts()).toMatchObject({ active: 1 });
    const idle = await start(async () => ({}));
    const from = performance.now();

    await deaf.worker.close(200);
    server.freeze();
    await idle.worker.close(200);

    expect(performance.now() - from).toBeLessThan(4000);
  });
});

it("the queue and its worker need no more rights than the guide gives them", async () => {
  const rules =
    "on >a-test-password ~{profinaut}* &* -@all +@read +@write +@connection +@transaction +@scripting +@blocking +@stream -@dangerous +info +config|get";
  await connection.acl("SETUSER", "profinaut", ...rules.split(" "));
  prefix = "{profinaut}:queue";
  const url = `redis://profinaut:a-test-password@127.0.0.1:${server.port}`;
  let runs = 0;
  const { queue, lines } = await start(
    async () => {
      runs += 1;
      if (runs === 2) throw new Error("once");
      return runs === 1 ? { againAtMs: Date.now() + 50 } : {};
    },
    { queueUrl: url },
    url,
  );

  await queue.ensure("req_1", Date.now() + 60_000);
  await queue.ensure("req_1");

  await expect.poll(() => runs, { timeout: 5000 }).toBe(3);
  expect(lines).toMatchObject([{ sentence: "a job failed" }]);
  await queue.ensure("req_1");
  await expect.poll(() => runs, { timeout: 5000 }).toBe(4);
});
