import { setTimeout as sleep } from "node:timers/promises";
import { type JobState, Queue } from "bullmq";
import { compareAndSet, moved } from "../domain/compare-and-set.ts";
import { UpstreamError } from "../domain/errors.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { QueueConnections } from "./connections.ts";
import { unanswered, unreachable } from "./failures.ts";
import { type JobData, jobName, queueName } from "./job.ts";

export interface QueueOptions {
  readonly connections: Pick<QueueConnections, "forCalls">;
  /** Of every key, with the hash tag: `{profinaut}:queue`. */
  readonly prefix: string;
  readonly now: () => number;
  /** The longest one command waits for its answer; a call takes at most twice as long. Default 2000. */
  readonly commandTimeoutMs?: number;
}

export interface RequestQueue extends Jobs {
  /** For the worker, when a job has ended: makes a new one if somebody asked for it in the meantime. */
  renew(requestId: string): Promise<void>;
  /** Waits for the first connection. @throws UpstreamError (service "queue", effect "none") after `deadlineMs` */
  ready(deadlineMs: number): Promise<void>;
  /** At once; calls under way are rejected. */
  close(): void;
}

const jobOptions = {
  // Time alone retries; should it ever run out, reconcile asks again and the failed job is replaced.
  attempts: 1000,
  backoff: { type: "capped" },
  removeOnComplete: { count: 100, age: 60 * 60 },
  removeOnFail: { count: 100, age: 24 * 60 * 60 },
  stackTraceLimit: 0,
};

/** Far longer than a worker's locks are, and its looks for jobs whose worker died. */
const longestLockMs = 60_000;

/** How often a job may change under our hands before we leave it to reconcile. */
const attempts = 10;

/** The side that asks. One job per request (its id is the request's), which every call finds, moves forward or replaces. */
export function createJobs({ connections, prefix, now, commandTimeoutMs = 2000 }: QueueOptions): RequestQueue {
  const client = connections.forCalls({ commandTimeoutMs });
  const queue = new Queue<JobData, void, string>(queueName, {
    connection: client,
    prefix,
    defaultJobOptions: jobOptions,
    streams: { events: { maxLen: 1000 } },
    // Would ask INFO once and, had that gone unanswered, never work again.
    skipVersionCheck: true,
  });
  // Whoever made the connections tells of their trouble.
  queue.on("error", () => undefined);
  const askedAgain = `${prefix}:${queueName}-asked-again`;

  const bounded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (client.status !== "ready") throw unreachable();
    const done = new AbortController();
    try {
      return await Promise.race([
        work(),
        sleep(commandTimeoutMs * 2, undefined, { signal: done.signal }).then(() => {
          throw unanswered();
        }),
      ]);
    } catch (error) {
      throw error instanceof UpstreamError ? error : unanswered();
    } finally {
      done.abort();
    }
  };

  const ensure = async (requestId: string, atMs: number, behind = 0): Promise<void> => {
    const attempt = async (): Promise<undefined | typeof moved> => {
      // Both leave at once. A job that is there already makes adding a second one do nothing.
      const [state] = await Promise.all([
        queue.getJobState(requestId),
        queue.add(jobName, { requestId }, { jobId: requestId, delay: Math.max(0, atMs - now()), priority: behind }),
      ]);
      return (await settles(requestId, state, atMs)) ? undefined : moved;
    };
    await compareAndSet(attempt, { attempts, otherwise: unanswered });
  };

  /** Whether the job, found in this state, will be run by the wanted time. */
  const settles = async (requestId: string, state: JobState | "unknown", atMs: number): Promise<boolean> => {
    switch (state) {
      case "completed":
      case "failed":
        await queue.remove(requestId);
        return false;
      case "delayed":
        return movesForward(requestId, atMs);
      case "active":
        // It may have read the record before what we were called for: have it run once more.
        await client.sadd(askedAgain, requestId);
        return (await queue.getJobState(requestId)) === "active";
      default:
        return true;
    }
  };

  const movesForward = async (requestId: string, atMs: number): Promise<boolean> => {
    // BullMQ keeps twelve bits for the order of jobs of the same millisecond.
    const score = await client.zscore(queue.toKey("delayed"), requestId);
    if (score === null) return false;
    // BullMQ dates jobs by the host's clock, which need not be the one that we go by.
    const inMs = Math.max(0, atMs - now());
    if (Math.floor(Number(score) / 0x1000) <= Date.now() + inMs) return true;
    const job = await queue.getJob(requestId);
    try {
      await (inMs > 0 ? job?.changeDelay(inMs) : job?.promote());
      return job !== undefined;
    } catch (error) {
      // With a number as its code, BullMQ says that the job has left this state: look again.
      if (error instanceof Error && "code" in error && typeof error.code === "number") return false;
      throw error;
    }
  };

  /** No worker of ours says that it has a job for longer. */
  const isNoLockOfOurs = async (key: string): Promise<boolean> => {
    const left = await client.pttl(key);
    return left === -1 || left > longestLockMs;
  };

  const revive = async (requestId: string): Promise<void> => {
    await queue.resume();
    await queue.removeGlobalConcurrency();
    await queue.removeGlobalRateLimit();
    const lock = `${queue.toKey(requestId)}:lock`;
    if (await isNoLockOfOurs(lock)) await client.del(lock);
    // Looked for by one worker at a time: which one may be said by nobody for longer than a look takes.
    const looking = queue.toKey("stalled-check");
    if (await isNoLockOfOurs(looking)) await client.del(looking);
    if ((await queue.getJobState(requestId)) === "unknown") await queue.remove(requestId);
    await ensure(requestId, now());
  };

  return {
    revive: (requestId) => bounded(() => revive(requestId)),
    ensure: (requestId, atMs, behind) => bounded(() => ensure(requestId, atMs ?? now(), behind)),
    renew: (requestId) =>
      bounded(async () => {
        if ((await client.srem(askedAgain, requestId)) === 1) await ensure(requestId, now());
      }),
    counts: () =>
      bounded(async () => {
        const counts = await queue.getJobCounts("waiting", "prioritized", "active", "delayed", "failed");
        const count = (state: string): number => counts[state] ?? 0;
        return {
          waiting: count("waiting") + count("prioritized"),
          active: count("active"),
          delayed: count("delayed"),
          failed: count("failed"),
        };
      }),
    ready: async (deadlineMs) => {
      const until = performance.now() + deadlineMs;
      while (client.status !== "ready") {
        if (performance.now() > until) throw unreachable();
        await sleep(10);
      }
    },
    close: () => client.disconnect(),
  };
}
