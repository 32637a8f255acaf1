import type { StoreHealth } from "../ports/store-health.ts";
import type { RedisConnection } from "./connection.ts";
import { checkDurability } from "./durability.ts";

/** Asks Redis what it is and whether it keeps what it acknowledges. */
export const createStoreHealth = ({
  redis,
  mode,
}: {
  readonly redis: RedisConnection;
  readonly mode: "strict" | "relaxed";
}): StoreHealth => ({
  isDurabilityRequired: mode === "strict",
  async look() {
    const { weak } = await checkDurability(redis, "relaxed");
    const server = await redis.read((client) => client.info("server"));
    return { version: /^redis_version:(\S+)/m.exec(server)?.[1] ?? "", weak };
  },
});
