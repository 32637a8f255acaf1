import { z } from "zod";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { StreamEntries, type StreamEntry } from "./wire.ts";

/** No entry of the bot's is as large, in bytes: one that names a thousand accessors has 40,000. */
export const largestEntry = 1024 * 1024;
/** Far less than Redis gives in the time that a call may take. */
export const mostBytes = 16 * 1024 * 1024;
/** However small they are. */
const mostEntries = 2_000;

const RangeReply = z.tuple([StreamEntries, z.enum(["", "more"])]);

/**
 * Entries of the trail, oldest first from a number on, or newest first; what is too large to be the bot's comes without its content. Each
 * call of Redis is bounded, so that nothing that somebody wrote there makes it take too long.
 */
export function createTrailRange({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }) {
  async function* read(command: "XRANGE" | "XREVRANGE", first: string, last: string, limit: number): AsyncGenerator<StreamEntry> {
    let [from, left] = [first, limit];
    while (left > 0) {
      const count = Math.min(left, mostEntries);
      const asked = [command, from, last, count, largestEntry, mostBytes] as const;
      const reply = await redis.read((client) => client.profinautRange(1, keys.trail, ...asked));
      const [entries, more] = RangeReply.parse(reply);
      yield* entries;
      const newest = entries.at(-1);
      if (newest === undefined || (more === "" && entries.length < count)) return;
      from = `(${newest[0]}`;
      left -= entries.length;
    }
  }

  return {
    from: (fromSeq: number, limit: number, toSeq?: number): AsyncGenerator<StreamEntry> =>
      read("XRANGE", `${fromSeq}-0`, toSeq === undefined ? "+" : `${toSeq}-0`, limit),
    newest: (limit: number): AsyncGenerator<StreamEntry> => read("XREVRANGE", "+", "-", limit),
  };
}
