import { Snooze } from "../domain/snooze.ts";
import type { Snoozes } from "../ports/snoozes.ts";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

/** All in one hash, by what they are about. Those that are over are removed with the next save. */
export function createSnoozes({
  redis,
  keys,
  now,
}: {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly now: () => number;
}): Snoozes {
  const stored = async (): Promise<readonly (readonly [item: string, snooze: Snooze | undefined])[]> => {
    const all = await redis.read((client) => client.hgetall(keys.snoozes));
    return Object.entries(all).map(([item, text]) => [item, parseText(Snooze, text)]);
  };
  return {
    all: async () => (await stored()).flatMap(([, snooze]) => snooze ?? []),
    save: async (snooze) => {
      const over = (await stored()).filter(([, each]) => each === undefined || each.untilMs <= now()).map(([item]) => item);
      if (over.length > 0) await redis.write((client) => client.hdel(keys.snoozes, ...over));
      await redis.write((client) => client.hset(keys.snoozes, snooze.item, JSON.stringify(snooze)));
    },
  };
}
