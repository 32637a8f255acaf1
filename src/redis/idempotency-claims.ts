import type { IdempotencyClaims } from "../ports/idempotency-claims.ts";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";

/** One `SET NX` a claim. When it fails with effect "unknown", the thing may count as handled already. */
export function createIdempotencyClaims({
  redis,
  keys,
}: {
  readonly redis: RedisConnection;
  readonly keys: Keys;
}): IdempotencyClaims {
  return {
    claim: async (key, forMs) => {
      const answer = await redis.write((client) => client.set(keys.once(key), "1", "PX", Math.max(1, Math.ceil(forMs)), "NX"));
      return answer === "OK";
    },
  };
}
