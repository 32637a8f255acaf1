import { randomUUID } from "node:crypto";
import { createJobs, type RequestQueue } from "../../src/queue/queue.ts";
import { createWorker, type RequestWorker, type WorkerLog, type WorkerOptions } from "../../src/queue/worker.ts";
import { createConnections } from "../../src/redis/connections.ts";

/** A prefix that no other test uses. */
export const somePrefix = (): string => `{profinaut-test-${randomUUID().slice(0, 8)}}:queue`;

export interface LogLine {
  readonly fields: { readonly [name: string]: unknown };
  readonly sentence: string;
}

export interface QueueUnderTest {
  readonly queue: RequestQueue;
  readonly worker: RequestWorker;
  readonly lines: readonly LogLine[];
  stop(): Promise<void>;
}

/** A queue with a worker of short locks that runs at once. */
export async function aQueue(
  url: string,
  prefix: string,
  process: WorkerOptions["process"],
  options: Partial<WorkerOptions> & { readonly queueUrl?: string } = {},
): Promise<QueueUnderTest> {
  const queue = createJobs({
    connections: createConnections({ url: options.queueUrl ?? url }),
    prefix,
    now: Date.now,
    commandTimeoutMs: 500,
  });
  await queue.ready(5000);
  const lines: LogLine[] = [];
  const note: WorkerLog["warn"] = (fields, sentence) => {
    lines.push({ fields, sentence });
  };
  const worker = createWorker({
    connections: createConnections({ url }),
    prefix,
    queue,
    process,
    log: { warn: note, error: note },
    now: Date.now,
    lockMs: 1000,
    stalledIntervalMs: 500,
    ...options,
  });
  worker.run();
  return {
    queue,
    worker,
    lines,
    stop: async () => {
      await worker.close(500);
      queue.close();
    },
  };
}
