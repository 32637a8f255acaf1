import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { createJobs } from "../../src/queue/queue.ts";
import { createWorker } from "../../src/queue/worker.ts";
import { createConnections } from "../../src/redis/connections.ts";

// A worker in a process of its own: `worker.ts <ours|bullmq> <victim|rescuer> <url> <prefix>`. The victim says that it has a
// job and never ends it; the rescuer does what the job is for, and says so.
const [kind, part, url = "", prefix = ""] = process.argv.slice(2);
const client = new Redis(url, { maxRetriesPerRequest: null });

async function work(requestId: string): Promise<void> {
  if (part === "victim") {
    console.log(`took ${requestId}`);
    await new Promise(() => setInterval(() => {}, 60_000));
  }
  await client.incr(`${prefix}:effect:${requestId}`);
  console.log(`did ${requestId}`);
}

if (kind === "ours") {
  const log = { warn: () => {}, error: () => {} };
  const connections = createConnections({ url });
  const queue = createJobs({ connections, prefix, now: Date.now });
  await queue.ready(5_000);
  const process = async (requestId: string) => {
    await work(requestId);
    return {};
  };
  createWorker({ connections, prefix, queue, log, now: Date.now, process }).run();
} else {
  const worker = new Worker("requests", (job) => work(String(job.id)), { connection: client, prefix });
  await worker.waitUntilReady();
}
console.log("ready");
