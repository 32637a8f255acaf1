import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { describeRequestStore } from "../ports/request-store.ts";
import { createMemory } from "../support/memory-store.ts";
import { aBot, type Bot } from "./a-store.ts";

let server: RunningRedis | undefined;
const bots: Bot[] = [];

describeRequestStore("Redis", {
  start: async () => {
    server = await startRedis();
  },
  stop: async () => {
    for (const { redis } of bots) redis.close();
    await server?.stop();
  },
  make: async () => {
    const bot = await aBot({ url: server?.url ?? "" });
    bots.push(bot);
    return bot;
  },
});

describeRequestStore("memory", { make: () => createMemory({ now: () => 1000 }) });
