import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { type RunningProcess, startProcess } from "../../demo/parts/processes.ts";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { type Result, resultOf } from "../measuring/result.ts";
import { type Effort, requireCount } from "../measuring/rounds.ts";

/** Workers look for dead ones every five seconds: the rounds kill at different moments between two looks. */
const phaseMs = 550;

type Kind = "ours" | "bullmq";

/** B6: how long a job waits for another worker after its own was killed with -9. BullMQ's defaults are measured once. */
export async function measureB6({ rounds, isQuick }: Effort): Promise<readonly Result[]> {
  const redis = await startRedis();
  try {
    const ours: number[] = [];
    for (let round = 0; round < (isQuick ? 1 : rounds); round += 1) ours.push(await secondsToRescue("ours", redis, round));
    const defaults = await secondsToRescue("bullmq", redis, 0);
    return [
      resultOf({
        bench: "B6",
        what: "kill -9 of a worker → effect done by another",
        unit: "s",
        ours,
        baseline: { name: "BullMQ's defaults (once)", measured: [defaults] },
        bar: { atMost: 15 },
      }),
      resultOf({ bench: "B6", what: "the same, the slowest round", unit: "s", ours: [Math.max(...ours)], bar: { atMost: 15 } }),
    ];
  } finally {
    await redis.stop();
  }
}

/** @throws Error when nobody took the job over in three minutes, or it was done twice */
async function secondsToRescue(kind: Kind, redis: RunningRedis, round: number): Promise<number> {
  const prefix = `{bench-${kind}-${round}}`;
  const requestId = `req_${round}`;
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const queue = new Queue("requests", { connection, prefix });
  let took = (): void => {};
  const isTaken = new Promise<void>((resolve) => {
    took = resolve;
  });
  let rescued = (_atMs: number): void => {};
  const rescue = new Promise<number>((resolve) => {
    rescued = resolve;
  });
  const workers: RunningProcess[] = [];
  const start = async (part: "victim" | "rescuer", onLine: (line: string) => void): Promise<RunningProcess> => {
    const { process: running } = await startProcess({
      name: `${kind} ${part}`,
      command: process.execPath,
      args: ["--import", "tsx", fileURLToPath(new URL("worker.ts", import.meta.url)), kind, part, redis.url, prefix],
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { PATH: process.env["PATH"] },
      onLine,
      readyLine: (line) => line === "ready" || undefined,
      deadlineMs: 30_000,
    });
    workers.push(running);
    return running;
  };
  try {
    const victim = await start("victim", (line) => line === `took ${requestId}` && took());
    await queue.add("request", { requestId }, { jobId: requestId });
    await isTaken;
    await start("rescuer", (line) => line === `did ${requestId}` && rescued(performance.now()));
    await sleep(round * phaseMs);
    const killedAtMs = performance.now();
    victim.signal("SIGKILL");
    const doneAtMs = await Promise.race([rescue, within(180_000)]);
    requireCount(`effects of ${requestId}`, Number(await connection.get(`${prefix}:effect:${requestId}`)), 1);
    return (doneAtMs - killedAtMs) / 1000;
  } finally {
    for (const worker of workers) await worker.stop();
    await queue.close();
    connection.disconnect();
  }
}

const within = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`nobody took the job over within ${ms / 1000} s`)), ms).unref();
  });
