import { toldStatement } from "../domain/log-writes.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { NotificationLog } from "../ports/notification-log.ts";
import type { RedisConnection } from "./connection.ts";
import { readOrNone } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText, StoredTold, ToldMarks } from "./wire.ts";

export interface NotificationLogOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly signing: LogSigning;
}

/**
 * The last write wins. Signed by the half of the bot that said them, as soon as everything on the log is: an older release, which may run
 * beside this one until then, reads no signed ones.
 */
export function createNotificationLog({ redis, keys, signing }: NotificationLogOptions): NotificationLog {
  return {
    read: async (requestId) => {
      const text = await readOrNone(redis.read((client) => client.get(keys.told(requestId))));
      if (text === null) return {};
      if (signing.from() === undefined) return parseText(StoredTold, text)?.said ?? parseText(ToldMarks, text) ?? {};
      const stored = parseText(StoredTold, text);
      if (stored === undefined) return "unknown";
      const { said, signature } = stored;
      return (await signing.signerOf(toldStatement(requestId, said), signature)) === undefined ? "unknown" : said;
    },
    write: async (requestId, said) => {
      const signature = await signing.sign(toldStatement(requestId, said));
      const stored = signing.from() === undefined ? said : { said, signature };
      await redis.write((client) => client.set(keys.told(requestId), JSON.stringify(stored)));
    },
  };
}
