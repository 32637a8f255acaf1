import { setTimeout as sleep } from "node:timers/promises";
import { createJobs } from "../../src/queue/queue.ts";
import { createWorker } from "../../src/queue/worker.ts";
import { createConnections } from "../../src/redis/connections.ts";

// A worker in a process of its own, to be killed: says which job it has, and never ends it.
const [url = "", prefix = "", lockMs, stalledIntervalMs] = process.argv.slice(2);
const queue = createJobs({ connections: createConnections({ url }), prefix, now: Date.now });
const worker = createWorker({
  connections: createConnections({ url }),
  prefix,
  queue,
  now: Date.now,
  ...(lockMs && stalledIntervalMs ? { lockMs: Number(lockMs), stalledIntervalMs: Number(stalledIntervalMs) } : {}),
  log: { warn: () => {}, error: () => {} },
  process: async (requestId, signal) => {
    console.log(`took ${requestId}`);
    signal.addEventListener("abort", () => console.log(`lost ${requestId}`));
    await sleep(600_000);
    return {};
  },
});
await queue.ready(5000);
worker.run();
console.log("ready");
