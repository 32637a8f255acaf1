import type { ToldWords } from "../ports/told-words.ts";
import type { RedisConnection } from "./connection.ts";
import { readOrNone } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText, StoredTold } from "./wire.ts";

/** The last write wins; what cannot be read counts as never said. */
export function createToldWords({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }): ToldWords {
  return {
    read: async (requestId) => {
      const text = await readOrNone(redis.read((client) => client.get(keys.told(requestId))));
      return (text === null ? undefined : parseText(StoredTold, text)) ?? {};
    },
    write: async (requestId, told) => {
      await redis.write((client) => client.set(keys.told(requestId), JSON.stringify(told)));
    },
  };
}
