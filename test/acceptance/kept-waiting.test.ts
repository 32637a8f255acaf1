import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import type { RunningBot } from "../../src/main.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { startWorld } from "../support/a-world.ts";
import { toldInChannel } from "../support/goes-on.ts";
import { type MovedClock, movedClock } from "../support/moved-clock.ts";
import { isDelivered, roleInUse } from "../support/older-redis.ts";
import { cardThat, peopleOf } from "../support/person.ts";

const keys = createKeys();
const isReady = (words: string): boolean => words.includes("Approve this plan?");

let world: World;
let clock: MovedClock;
let bot: RunningBot;
let redis: Redis;
beforeAll(async () => {
  world = await startWorld({ overlap: "24h", expiresAfter: "24h" });
  clock = movedClock(world, Date.now());
  bot = await clock.startBot();
  redis = new Redis(world.redis.url);
});
afterAll(async () => {
  redis?.disconnect();
  await bot?.stop();
  await world?.stop();
});

/** Lets minutes pass as a process that is awake sees them, until the channel has been told. */
const untilTold = (...words: readonly string[]): Promise<void> => untilToldWhile(async () => {}, words);

async function untilToldWhile(disturb: () => Promise<unknown>, words: readonly string[]): Promise<void> {
  const timesOf = async (): Promise<boolean> =>
    (await world.slack.messages()).some(({ text }) => words.every((each) => text.includes(each)));
  await expect
    .poll(
      async () => {
        await disturb();
        clock.passTo(clock.now() + 20_000);
        return timesOf();
      },
      { timeout: 120_000, interval: 500 },
    )
    .toBe(true);
}

/** Takes a lock as its holder would, again and again. @returns how that ends */
function keepsTaking(lock: string): () => Promise<unknown> {
  const take = (): void => void redis.set(keys.lock(lock), "somebody", "PX", 9_000);
  take();
  const timer = setInterval(take, 100);
  return async () => {
    clearInterval(timer);
    await redis.del(keys.lock(lock));
  };
}

describe("T12 somebody who stops work with redis-cli and breaks nothing", { timeout: 300_000 }, () => {
  it("by pausing the queue: the channel is told which request waits, and the bot resumes the queue", async () => {
    const { requester } = peopleOf(world.slack);
    await redis.hset(`${keys.queue}:requests:meta`, "paused", "1");
    // Without a plan it has no card.
    const [id = ""] = /req_[0-9a-f]+/.exec(await requester.ask("rotate profinaut-db weekly")) ?? [];

    await untilTold("🛑", id, "nothing has come of it");
    await cardThat(world.slack, id, isReady, 60_000);

    await untilTold("✅", id, "goes on");
    expect(await redis.hexists(`${keys.queue}:requests:meta`, "paused")).toBe(0);
  });

  it("by keeping the lock that a run needs: it is told, and the run goes on when that ends", async () => {
    const { requester, approver } = peopleOf(world.slack);
    const { id } = await requester.request("rotate profinaut-kafka weekly");
    const card = await cardThat(world.slack, id, isReady, 60_000);
    const { lock } = JSON.parse((await redis.hget(keys.request(id), "record")) ?? "{}");
    const end = keepsTaking(lock);
    await approver.press(card, "approve", id);

    await untilTold("🛑", id, "nothing has come of it");
    expect(await roleInUse(world, "profinaut-kafka").live()).toEqual([]);
    await end();
    await cardThat(world.slack, id, isDelivered, 60_000);

    await untilTold("✅", id, "goes on");
  });

  it("by keeping the lock of a check: it is told, also when it is to be had again", async () => {
    const end = keepsTaking("check/seal");

    await untilTold("🛑", "check/seal");
    await end();

    await toldInChannel(world, "✅ The lock `check/seal` is to be had again");
  });
});

describe("T12 somebody who takes away or makes up with redis-cli what the bot has noted", { timeout: 300_000 }, () => {
  it("a role's ledger: the channel is told, and that it is there again after a rotation", async () => {
    const role = roleInUse(world, "profinaut-kafka");
    await redis.hdel(keys.documents, "ledger/profinaut-kafka", "ledger/profinaut-kafka#signed");

    await untilTold("🛑", "ledger/profinaut-kafka", "is gone");
    const before = await role.live();
    await role.carriedOut("rotate profinaut-kafka again", isDelivered);

    await untilTold("✅", "ledger/profinaut-kafka");
    expect(await role.live()).toEqual(expect.arrayContaining([...before]));
  });

  it("a look at Vault's seal that never was: the channel is told, and the bot looks itself", async () => {
    const planted = JSON.stringify({ atMs: clock.now(), content: { findings: [], over: [], failure: null } });
    const signed = planted.replace("}}", '},"signature":{"kid":"worker","signature":"AAAA"}}');

    // A look that is under way takes what it saves for the newest, and nobody has read the other one then.
    await untilToldWhile(() => redis.hset(keys.reports, "check/seal", signed), ["🛑", "check/seal", "is not as it saved it"]);

    await expect.poll(() => redis.hget(keys.reports, "check/seal")).not.toContain("AAAA");
  });
});
