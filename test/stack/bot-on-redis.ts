import { readFileSync } from "node:fs";
import { createJobs } from "../../src/queue/queue.ts";
import { createWorker } from "../../src/queue/worker.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { checkDurability } from "../../src/redis/durability.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { anEvent, storedRequest } from "../ports/stored-request.ts";
import { aBot } from "../redis/a-store.ts";

/**
 * Uses a Redis as the bot does, in a process of its own, because a process learns at its start alone whom it trusts
 * (NODE_EXTRA_CA_CERTS). Prints what it saw as JSON.
 */
const url = readFileSync(process.env["REDIS_URL_FILE"] ?? "", "utf8").trim();
const keys = createKeys();
const { redis, store, audit, locks, once, viewState } = await aBot({ url, keys });
const { weak } = await checkDurability(redis, "strict");

const saved = await store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });
const lock = await locks.acquire("role:profinaut-db");
await lock?.release();
const records = {
  saved: saved.outcome,
  loaded: (await store.load("req_1"))?.id,
  open: await store.openIds(),
  trail: (await audit.head()).seq,
  locked: lock !== undefined,
  claimed: [await once.claim("trigger", 1000), await once.claim("trigger", 1000)],
  views: typeof viewState,
};

const queue = createJobs({ connections: createConnections({ url }), prefix: keys.queue, now: Date.now });
await queue.ready(5000);
const said: string[] = [];
const note = (_fields: object, sentence: string): void => {
  said.push(sentence);
};
let tell = (_requestId: string): void => {};
const worked = new Promise<string>((resolve) => {
  tell = resolve;
});
const worker = createWorker({
  connections: createConnections({ url }),
  prefix: keys.queue,
  queue,
  process: async (requestId) => {
    tell(requestId);
    return {};
  },
  log: { warn: note, error: note },
  now: Date.now,
  // Short, so that the look for jobs of dead workers happens, too.
  lockMs: 1000,
  stalledIntervalMs: 200,
});
worker.run();
await queue.ensure("req_later", Date.now() + 300);
const job = await worked;
await worker.close(2000);

const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return "allowed";
  } catch (error) {
    return error instanceof Error ? (error.message.split(" ")[0] ?? "") : "failed";
  }
};
const denied = [
  await refusal(redis.client.config("SET", "appendonly", "no")),
  await refusal(redis.client.flushall()),
  await refusal(redis.client.keys("*")),
  await refusal(redis.client.acl("LIST")),
  await refusal(redis.client.set("somebody-elses", "1")),
];
console.log(JSON.stringify({ weak, records, job, said, denied }));
process.exit(0);
