import { StoredJson } from "../domain/json.ts";
import type { Documents } from "../ports/documents.ts";
import type { RedisConnection } from "./connection.ts";
import { unreadable } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

/** Reads the documents that saves of requests write. @throws ConflictError when what is stored is no JSON */
export function createDocuments({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }): Documents {
  return {
    read: async (document) => {
      const text = await redis.read((client) => client.hget(keys.documents, document));
      if (text === null) return undefined;
      const value = parseText(StoredJson, text);
      if (value === undefined) throw unreadable(document);
      return value;
    },
  };
}
