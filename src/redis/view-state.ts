import type { ViewState } from "../ports/view-state.ts";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { parseText, StoredShown } from "./wire.ts";

/** The last write wins; what cannot be read counts as never shown, so that it is shown again. */
export function createViewState({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }): ViewState {
  return {
    read: async (requestId) => {
      const text = await redis.read((client) => client.get(keys.shown(requestId)));
      return text === null ? undefined : parseText(StoredShown, text);
    },
    write: async (requestId, shown) => {
      await redis.write((client) => client.set(keys.shown(requestId), JSON.stringify(shown)));
    },
  };
}
