import { ConflictError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { RedisConnection } from "./connection.ts";
import { replyCode } from "./failures.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "redis.not-durable": { settings: readonly string[]; asked: "CONFIG" | "INFO" };
  }
}

export interface Durability {
  /** Settings Redis should have and has not, such as `appendonly yes`; empty when what it acknowledged is safe. */
  readonly weak: readonly string[];
}

const wanted = [
  ["appendonly", "yes"],
  // `everysec` loses up to a second with the machine, `no` as long as its kernel likes.
  ["appendfsync", "always"],
  // Else there is no fsync while the file is being rewritten.
  ["no-appendfsync-on-rewrite", "no"],
  ["maxmemory-policy", "noeviction"],
] as const;

/**
 * Asks Redis whether it keeps what it acknowledges: an append-only file that is on the disk before the answer, and no eviction.
 * Where CONFIG is denied it asks INFO, which does not know all of it; what cannot be learned counts as missing.
 * https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
 * @param mode "relaxed" lets a weak Redis pass
 * @throws ConflictError naming the missing settings; UpstreamError (service "redis", effect "none")
 */
export async function checkDurability(redis: RedisConnection, mode: "strict" | "relaxed"): Promise<Durability> {
  const { settings, asked } = await redis.read(async (client) => {
    try {
      // One at a time: several at once are asked for since 7.0 only.
      const replies = await Promise.all(wanted.map(([name]) => client.config("GET", name)));
      return { settings: new Map(replies.flatMap((reply) => [...pairsOf(reply)])), asked: "CONFIG" as const };
    } catch (error) {
      if (replyCode(error) === undefined) throw error;
      return { settings: infoOf(await client.info()), asked: "INFO" as const };
    }
  });
  const weak = wanted.flatMap(([name, value]) => (settings.get(name) === value ? [] : `${name} ${value}`));
  if (weak.length > 0 && mode === "strict") {
    throw new ConflictError("redis.not-durable", say("redis.not-durable", { settings: weak, asked }));
  }
  return { weak };
}

function pairsOf(reply: unknown): ReadonlyMap<string, string> {
  const flat = Array.isArray(reply) ? reply.map(String) : [];
  return new Map(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ""]] : [])));
}

function infoOf(text: string): ReadonlyMap<string, string> {
  const lines = new Map(
    text.split(/\r?\n/).map((line): [string, string] => [line.split(":")[0] ?? "", line.split(":")[1] ?? ""]),
  );
  return new Map([
    ["appendonly", lines.get("aof_enabled") === "1" ? "yes" : "no"],
    ["maxmemory-policy", lines.get("maxmemory_policy") ?? "unknown"],
  ]);
}
