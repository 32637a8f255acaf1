import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { World } from "../../demo/world.ts";

/** A place where a secret must never be, and all that was ever written there. */
export interface Sink {
  readonly name: "redis" | "redis-history" | "bot-log" | "slack" | "slack-log" | "process-arguments";
  readonly text: string;
}

/**
 * Everything that a world's bots have written: each key of Redis as it is now and its whole append-only file (every write
 * there ever was), their logs, every message and call at Slack, and the arguments that `ps` shows. The trail is in Redis.
 */
export async function sinksOf(world: World, pids: readonly number[] = []): Promise<readonly Sink[]> {
  const { slack } = world;
  const [now, history, messages, log, listed] = await Promise.all([
    dumpOf(world.redis.url),
    appendOnlyFilesIn(world.redis.folder),
    slack.everyMessage(),
    slack.log(),
    Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""))),
  ]);
  return [
    { name: "redis", text: now },
    { name: "redis-history", text: history },
    { name: "bot-log", text: world.botLog().join("\n") },
    { name: "slack", text: JSON.stringify(messages) },
    { name: "slack-log", text: JSON.stringify(log) },
    { name: "process-arguments", text: listed.join("\n") },
  ];
}

/** In which sinks a value is, plain or in a common disguise. */
export const whereIs = (value: string, sinks: readonly Sink[]): readonly string[] => {
  const bytes = Buffer.from(value);
  const disguises = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    bytes.toString("hex"),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    [...value].reverse().join(""),
  ];
  return sinks.filter(({ text }) => disguises.some((disguise) => text.includes(disguise))).map(({ name }) => name);
};

/** Vault tokens of any kind, wrapping tokens among them: https://developer.hashicorp.com/vault/docs/concepts/tokens */
export const vaultTokensIn = (sinks: readonly Sink[]): readonly string[] =>
  sinks.flatMap(({ name, text }) =>
    [...text.matchAll(/\b(?:hv[sbr]|[sbr])\.[A-Za-z0-9_-]{20,}/g)].map(([found]) => `${name}: ${found}`),
  );

/** Every key of a Redis with what it holds, as text. */
async function dumpOf(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const lines: string[] = [];
    for await (const keys of redis.scanStream({ count: 500 }))
      for (const key of keys) lines.push(`${key} ${JSON.stringify(await contentOf(redis, String(key)))}`);
    return lines.sort().join("\n");
  } finally {
    redis.disconnect();
  }
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case "string":
      return redis.get(key);
    case "hash":
      return redis.hgetall(key);
    case "list":
      return redis.lrange(key, 0, -1);
    case "set":
      return redis.smembers(key);
    case "zset":
      return redis.zrange(key, "0", "-1");
    case "stream":
      return redis.xrange(key, "-", "+");
    case "none":
      return null;
    default:
      throw new Error(`${key} is of the type ${type}, which nobody looks into`);
  }
}

async function appendOnlyFilesIn(folder: string): Promise<string> {
  const files = await readdir(join(folder, "appendonlydir"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, "appendonlydir", file))));
  return texts.map((bytes) => bytes.toString("latin1")).join("\n");
}
