import { App, HTTPReceiver } from "@slack/bolt";
import { Queue } from "bullmq";
import { Redis } from "ioredis";

// The baseline in a process of its own: Bolt as its guide shows it, `bare-bolt.ts <socket|http> <ack|add>`. It acknowledges
// a slash command; with `add` it first puts one job into a queue.
const [mode, work] = process.argv.slice(2);
const { BENCH_REDIS_URL = "", BENCH_PREFIX = "", SLACK_API_URL = "", SLACK_BOT_TOKEN = "" } = process.env;
const { SLACK_SIGNING_SECRET = "", SLACK_APP_TOKEN = "" } = process.env;

const receiver = mode === "http" ? new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET }) : undefined;
const app = new App({
  ...(receiver === undefined ? { socketMode: true, appToken: SLACK_APP_TOKEN } : { receiver }),
  clientOptions: { slackApiUrl: SLACK_API_URL },
  authorize: async () => ({ botToken: SLACK_BOT_TOKEN, botId: "B0BENCH", botUserId: "U0BENCHBOT" }),
});
const queue =
  work === "add"
    ? new Queue("requests", { connection: new Redis(BENCH_REDIS_URL, { maxRetriesPerRequest: null }), prefix: BENCH_PREFIX })
    : undefined;

app.command("/profinaut", async ({ ack, payload }) => {
  await queue?.add("request", { requestId: payload.trigger_id }, { jobId: payload.trigger_id });
  await ack();
});

await queue?.waitUntilReady();
if (receiver === undefined) await app.start();
const address = receiver === undefined ? null : (await receiver.start(0)).address();
console.log(JSON.stringify({ port: typeof address === "object" ? (address?.port ?? null) : null }));
