import { setTimeout as sleep } from "node:timers/promises";
import { DelayedError, type Job, Worker } from "bullmq";
import { type RetryPolicy, retryIntervalMs } from "../domain/retry-policy.ts";
import type { QueueConnections } from "./connections.ts";
import { codeOf } from "./failures.ts";
import { JobData, queueName } from "./job.ts";
import { createLockWatch, type LockWatch } from "./lock-watch.ts";
import type { RequestQueue } from "./queue.ts";

/** Where the worker reports: fixed sentences with fields. */
export interface WorkerLog {
  warn(fields: { readonly [name: string]: unknown }, sentence: string): void;
  error(fields: { readonly [name: string]: unknown }, sentence: string): void;
}

export interface WorkerOptions {
  readonly connections: Pick<QueueConnections, "forJobs">;
  /** The same as the queue's. */
  readonly prefix: string;
  readonly queue: RequestQueue;
  /**
   * Looks at a request and does what is next. The signal aborts when the job may already be somebody else's, and when the
   * worker closes; whoever goes on after it is fenced by the store. `againAtMs` runs the same job again at that time.
   */
  readonly process: (requestId: string, signal: AbortSignal) => Promise<{ readonly againAtMs?: number | undefined }>;
  readonly log: WorkerLog;
  readonly now: () => number;
  /** Jobs at the same time; default 4. */
  readonly concurrency?: number;
  /** How long a job outlives its worker; default 8000. Looked for every `stalledIntervalMs`, default 4000. */
  readonly lockMs?: number;
  readonly stalledIntervalMs?: number;
  readonly monotonicMs?: () => number;
}

export interface RequestWorker {
  run(): void;
  readonly isRunning: () => boolean;
  /**
   * Takes no more jobs and waits for those under way; after `deadlineMs` their signals abort, and a second later the
   * connections are cut. Never throws and never hangs.
   */
  close(deadlineMs: number): Promise<void>;
}

/** What Redis learns of a failure; the log has the rest. */
const failure = (): Error => {
  const error = new Error("The request could not be worked on; see the log");
  error.stack = "";
  return error;
};

/** BullMQ times its jobs by this clock, whatever `now` is. */
const queueNow = Date.now;
const retryPolicy: RetryPolicy = { initialIntervalMs: 1_000, backoffCoefficient: 2, maximumIntervalMs: 30_000 };
const graceMs = 1000;

/** The side that does. A worker that dies loses its jobs to another after `lockMs` and one look, any number of times. */
export function createWorker({
  connections,
  prefix,
  queue,
  process: processRequest,
  log,
  now,
  concurrency = 4,
  lockMs = 8_000,
  stalledIntervalMs = 4_000,
  monotonicMs = () => performance.now(),
}: WorkerOptions): RequestWorker {
  const client = connections.forJobs();
  const watches = new Map<string, LockWatch>();
  const stopping = new AbortController();
  let closing: Promise<void> | undefined;

  const renew = (requestId: string): void => {
    queue.renew(requestId).catch((error: unknown) => {
      log.warn({ requestId, code: codeOf(error) }, "the queue could not be asked for a follow-up job");
    });
  };

  const runJob = async (job: Job<unknown>, token: string | undefined, cancelled: AbortSignal): Promise<void> => {
    const data = JobData.safeParse(job.data);
    if (!data.success || data.data.requestId !== job.id) {
      log.warn({}, "a job was ignored: it is none of ours");
      return;
    }
    const { requestId } = data.data;
    const watch = createLockWatch(lockMs, Math.max(0, queueNow() - (job.processedOn ?? queueNow())), monotonicMs);
    watches.set(requestId, watch);
    const again = async (atMs: number): Promise<never> => {
      try {
        await job.moveToDelayed(queueNow() + Math.max(0, atMs - now()), token);
      } catch (error) {
        log.warn({ requestId, code: codeOf(error) }, "a job could not be put off");
        throw failure();
      }
      renew(requestId);
      throw new DelayedError();
    };
    let againAtMs: number | undefined;
    try {
      ({ againAtMs } = await processRequest(requestId, AbortSignal.any([cancelled, watch.lost, stopping.signal])));
    } catch (error) {
      log.error({ requestId, code: codeOf(error) }, "a job failed");
      // We were told to stop, so it is not the request's fault: whoever comes next may begin at once.
      if (stopping.signal.aborted && !watch.lost.aborted) return await again(now());
      throw failure();
    } finally {
      watch.end();
      watches.delete(requestId);
    }
    if (againAtMs !== undefined) await again(againAtMs);
  };

  const worker = new Worker<unknown, void, string>(
    queueName,
    // BullMQ passes the signal only to a function of three parameters.
    (job, token, signal) => runJob(job, token, signal ?? stopping.signal),
    {
      connection: client,
      prefix,
      concurrency,
      autorun: false,
      lockDuration: lockMs,
      // Renewed well within the lock's life, as the watch counts from the renewal before the last.
      lockRenewTime: lockMs / 5,
      stalledInterval: stalledIntervalMs,
      // Crashes are no reason to forget a request: the record says when it has failed.
      maxStalledCount: 1_000_000,
      runRetryDelay: 1000,
      settings: { backoffStrategy: (attempt) => retryIntervalMs(retryPolicy, attempt - 1) },
    },
  );
  worker.on("error", (error) => log.warn({ code: codeOf(error) }, "the queue reported an error"));
  worker.on("locksRenewed", ({ jobIds }) => {
    for (const id of jobIds) watches.get(id)?.renewed();
  });
  worker.on("lockRenewalFailed", (jobIds) => {
    for (const id of jobIds) {
      watches.get(id)?.failed();
      worker.cancelJob(id);
    }
  });
  for (const event of ["completed", "failed"] as const) {
    worker.on(event, (job?: Job<unknown>) => {
      if (job?.id !== undefined) renew(job.id);
    });
  }

  const close = async (deadlineMs: number): Promise<void> => {
    const closed = worker.close().catch((error: unknown) => log.warn({ code: codeOf(error) }, "the queue did not close"));
    const isClosed = () => Promise.resolve(closed).then(() => true);
    if (!(await within(isClosed(), deadlineMs))) {
      stopping.abort();
      await within(isClosed(), graceMs);
    }
    worker.disconnect().catch(() => {});
    client.disconnect();
  };

  return {
    run: () => {
      worker.run().catch((error: unknown) => log.error({ code: codeOf(error) }, "the worker stopped"));
    },
    isRunning: () => worker.isRunning() && closing === undefined,
    close: (deadlineMs) => {
      closing ??= close(deadlineMs);
      return closing;
    },
  };
}

async function within(work: Promise<boolean>, ms: number): Promise<boolean> {
  const done = new AbortController();
  const late = sleep(ms, false, { signal: done.signal }).catch(() => false);
  return Promise.race([work, late]).finally(() => done.abort());
}
