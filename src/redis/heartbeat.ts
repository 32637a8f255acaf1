import { z } from "zod";
import { StoredSentence } from "../domain/plan.ts";
import type { Beat, Heartbeat } from "../ports/heartbeat.ts";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

const StoredBeat: z.ZodType<Beat> = z.object({ atMs: z.number(), github: StoredSentence.nullable() });
const forgottenAfterMs = 120_000;

export const createHeartbeat = ({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }): Heartbeat => ({
  async beat(beat) {
    await redis.write((client) => client.set(keys.heartbeat, JSON.stringify(beat), "PX", forgottenAfterMs));
  },
  async read() {
    const text = await redis.read((client) => client.get(keys.heartbeat));
    return text === null ? undefined : parseText(StoredBeat, text);
  },
});
