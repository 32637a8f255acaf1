import { BotProcess } from "../domain/bot-process.ts";
import type { Processes } from "../ports/processes.ts";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

const forgottenAfterMs = 120_000;

/** Each under a key that ends by itself, and a set of their names. */
export const createProcesses = ({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }): Processes => ({
  async beat(process) {
    await redis.write((client) => client.set(keys.process(process.id), JSON.stringify(process), "PX", forgottenAfterMs));
    await redis.write((client) => client.sadd(keys.processes, process.id));
  },
  async running() {
    const ids = await redis.read((client) => client.smembers(keys.processes));
    if (ids.length === 0) return [];
    const texts = await redis.read((client) => client.mget(ids.map(keys.process)));
    const gone = ids.filter((_, at) => (texts[at] ?? null) === null);
    if (gone.length > 0) await redis.write((client) => client.srem(keys.processes, ...gone));
    return texts.flatMap((text) => (text === null ? [] : (parseText(BotProcess, text) ?? [])));
  },
  async leave(id) {
    await redis.write((client) => client.srem(keys.processes, id));
    await redis.write((client) => client.del(keys.process(id)));
  },
});
