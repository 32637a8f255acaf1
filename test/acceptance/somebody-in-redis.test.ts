import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { startWorld } from "../support/a-world.ts";
import { letItGoOn, toldInChannel, toldOf } from "../support/goes-on.ts";
import { isDelivered, type RoleInUse, roleInUse } from "../support/older-redis.ts";
import { cardThat, peopleOf } from "../support/person.ts";

const keys = createKeys();
const alarm = "🛑 The bot is read-only";

let world: World;
let bot: Awaited<ReturnType<World["startBot"]>>;
let role: RoleInUse;
beforeAll(async () => {
  world = await startWorld({ overlap: "1h" });
  bot = await world.startBot();
  role = roleInUse(world, "profinaut-db");
});
afterAll(async () => {
  await bot?.process.stop();
  await world?.stop();
});

async function inRedis<T>(act: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(world.redis.url);
  try {
    return await act(redis);
  } finally {
    redis.disconnect();
  }
}

/** The same log, with another second entry. */
async function editSecondEntry(redis: Redis): Promise<void> {
  const entries = await redis.xrange(keys.trail, "-", "+");
  await redis.del(keys.trail);
  for (const [at, [id, [name = "", text = ""]]] of entries.entries())
    await redis.xadd(keys.trail, id, name, at === 1 ? text.replace(/"atMs":\d+/, '"atMs":1') : text);
}

/** The newest three entries are gone, and what says where the log ends is left. */
async function cutTheEnd(redis: Redis): Promise<void> {
  const newest = await redis.xrevrange(keys.trail, "+", "-", "COUNT", 3);
  await redis.xdel(keys.trail, ...newest.map(([id]) => id));
}

const ready = async (): Promise<number> => (await fetch(bot.health)).status;

describe("T22 somebody was in Redis, as docs/operations.md tells it", { timeout: 300_000 }, () => {
  it("names what an approver presses, and what is done for each role", () => {
    const guide = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
    const section = /\n## Somebody was in Redis\n(.*?)\n## /s.exec(guide)?.[1] ?? "";

    expect([...section.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map(([, step]) => step)).toEqual([
      "Keep what Redis holds now",
      "Close the way in",
      "Find out what is missing.",
      "Put the newest whole copy back",
      "Let the log go on",
      "For each role",
    ]);
  });

  it.each<[string, string, (redis: Redis) => Promise<unknown>]>([
    ["edited an entry", "is not as it was written", editSecondEntry],
    ["cut the log's end", "🛑", cutTheEnd],
    ["emptied it", "🛑", (redis) => redis.flushall()],
  ])("who %s: the channel is told, nothing is accepted, and it goes on by an approver's word", async (_, words, disturb) => {
    const { requester } = peopleOf(world.slack);
    await role.carriedOut("rotate profinaut-db weekly", isDelivered);
    const { id } = await requester.request("rotate profinaut-kafka weekly");
    await cardThat(world.slack, id, (card) => card.includes("Approve"), 60_000);
    const before = await role.live();
    const said = (await toldOf(world, alarm)).length;

    await inRedis(disturb);
    await toldInChannel(world, alarm, said + 1);
    await toldInChannel(world, words);

    expect(await ready()).toBe(503);
    expect(await requester.ask("rotate profinaut-admin weekly")).toContain("the bot is read-only");
    expect(await requester.ask("ping")).not.toContain("read-only");
    expect(await requester.ask("audit verify")).toContain("The trail is not whole");
    expect(await role.live()).toEqual(before);
    await letItGoOn(world);
    await expect.poll(ready, { timeout: 60_000 }).toBe(200);
    await expect.poll(() => requester.ask("requests"), { timeout: 90_000, interval: 3_000 }).toContain("Nothing is open");
    const verified = await requester.ask("audit verify");
    expect(verified).toContain("The trail is whole");
    expect(verified).toContain("a story of the tests");
    expect(await role.carriedOut("rotate profinaut-db again", isDelivered)).toContain("Done at");
    expect(await role.live()).toEqual(expect.arrayContaining([...before]));
    expect(await role.logsIn()).not.toContain(false);
  });
});
