import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRedis } from "../../demo/parts/redis-server.ts";
import type { World } from "../../demo/world.ts";
import type { RunningBot } from "../../src/main.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { startWorld } from "../support/a-world.ts";
import { letItGoOn } from "../support/goes-on.ts";
import { type HttpCall, type Ruling, startHttpGate } from "../support/http-gate.ts";
import { type MovedClock, movedClock } from "../support/moved-clock.ts";
import { isDelivered, type RoleInUse, roleInUse } from "../support/older-redis.ts";
import { cardThat, peopleOf } from "../support/person.ts";
import { backUpRedis, type RedisBackup } from "../support/redis-backup.ts";

const [minute, hour] = [60_000, 3_600_000];
const keys = createKeys();

/** Each story has a role of its own, and begins with a rotation: what was issued after a loss is in no doubt. */
let world: World;
let clock: MovedClock;
let bot: RunningBot;
beforeAll(async () => {
  world = await startWorld({ overlap: "1h", moreRoles: ["profinaut-billing", "profinaut-quotes", "profinaut-ledgers"] });
  clock = movedClock(world, Date.now() - hour - minute);
  bot = await clock.startBot();
});
afterAll(async () => {
  await bot?.stop();
  await world?.stop();
});

async function restarted(from = clock, meanwhile = async (): Promise<void> => {}): Promise<void> {
  await bot.stop();
  await meanwhile();
  bot = await from.startBot();
}

async function inRedis<T>(act: (redis: Redis) => Promise<T>, url = world.redis.url): Promise<T> {
  const redis = new Redis(url);
  try {
    return await act(redis);
  } finally {
    redis.disconnect();
  }
}

const rotated = ({ name, carriedOut }: RoleInUse): Promise<string> => carriedOut(`rotate ${name} weekly`, isDelivered);

/** Everything that ends SecretIDs is tried: by asking, by the sweep, and as after a leak. Nothing does. */
async function expectNothingEnds(
  role: RoleInUse,
  because: string,
  { by = clock, redisUrl = world.redis.url } = {},
): Promise<void> {
  const before = await role.live();
  const told = await role.asked();
  expect(told.role).toContain(because);
  expect(told.role).toContain(`/profinaut rotate ${role.name}`);
  expect(told.role).not.toContain("Clean up");
  expect(told.cleanUp).toContain(because);

  await role.sweptBy(redisUrl, () => by.passTo(by.now()));
  const leaked = await role.carriedOut(`rotate ${role.name} --leaked`);

  expect(leaked).toContain("End nothing");
  expect(leaked).toContain(because);
  expect(await role.live()).toEqual(expect.arrayContaining([...before]));
  expect(await role.live()).toHaveLength(before.length + 1);
  expect(await role.logsIn()).not.toContain(false);
}

describe("T24 a Redis of an hour ago that is put back", { timeout: 240_000 }, () => {
  let backup: RedisBackup;
  afterAll(() => backup?.remove());

  it("retires nothing that it takes for due, and says why in the channel", async () => {
    const role = roleInUse(world, "profinaut-quotes");
    await rotated(role);
    const id = /req_[0-9a-z]+/.exec(await rotated(role))?.[0] ?? "";
    const second = (): number => Math.floor(Date.now() / 1_000);
    const deliveredIn = second();
    await restarted(clock, async () => {
      backup = await backUpRedis(world);
    });
    // GitHub tells whole seconds, and this bot's clock is an hour behind Vault's, so that nothing else tells the two deliveries apart.
    await expect.poll(second).toBeGreaterThan(deliveredIn);
    await rotated(role);
    const before = await role.live();
    await restarted(clock, () => backup.putBack());
    await letItGoOn(world);

    clock.passTo(Date.now());
    const alarm = await world.slack.waitForMessage(({ text }) => text.includes(id) && text.includes("could not be retired"), {
      withinMs: minute,
    });
    await cardThat(world.slack, id, (words) => words.includes("failed"), minute);
    clock = movedClock(world, Date.now());
    await restarted();

    expect(alarm.text).toContain("and none ends");
    expect(await role.live()).toEqual(before);
    await expectNothingEnds(role, "Redis is older than what was done");
  });
});

describe("T24 a Redis that was emptied within the overlap", { timeout: 240_000 }, () => {
  it("is written to by no bot that saw it full; started anew, it ends nothing, and a rotation makes it certain again", async () => {
    const role = roleInUse(world, "profinaut-db");
    await rotated(role);
    await inRedis((redis) => redis.flushall());

    const running = await role.asked();
    await restarted();
    const anew = await role.asked();
    await letItGoOn(world);

    expect(running.role).toContain("Redis is older than what was done");
    for (const { cleanUp } of [running, anew]) expect(cleanUp).toMatch(/the bot is read-only|The trail is not as it was left/);
    await expectNothingEnds(role, "Redis is older than what was done");
    const cleaned = await role.carriedOut(`clean-up ${role.name}`);
    expect(cleaned).toContain("that served nobody ended");
    expect([(await role.live()).length, new Set(await role.logsIn())]).toEqual([1, new Set([true])]);
  });
});

describe("T24 a Redis that was emptied, and a role that is adopted", { timeout: 240_000 }, () => {
  it("ends nothing until its card is approved; then the bot knows again what is in use, and the rest can be cleaned up", async () => {
    const role = roleInUse(world, "profinaut-ledgers");
    await rotated(role);
    await rotated(role);
    const before = await role.live();
    await restarted(clock, () => inRedis(async (redis) => void (await redis.flushall())));
    await letItGoOn(world);
    expect((await role.asked()).role).toContain(`/profinaut adopt ${role.name}`);

    const adopted = await role.carriedOut(`adopt ${role.name} Redis was emptied`);
    const said = await peopleOf(world.slack).requester.ask(`role ${role.name}`);

    expect(adopted).toContain("Nothing ends");
    expect(said).toMatch(/– current/);
    expect(said).not.toContain("Redis is older");
    expect([await role.live(), await role.logsIn()]).toEqual([before, [true]]);
    const cleaned = await role.carriedOut(`clean-up ${role.name}`);
    expect(cleaned).toContain("that served nobody ended");
    expect([(await role.live()).length, await role.logsIn()]).toEqual([1, [true]]);
  });
});

describe("T24 a part of Redis that is older than the rest", { timeout: 240_000 }, () => {
  it("as the ledger alone: nothing ends", async () => {
    const role = roleInUse(world, "profinaut-kafka");
    const ledger = await rotated(role).then(() => inRedis((redis) => redis.hget(keys.documents, `ledger/${role.name}`)));
    await rotated(role);
    await inRedis((redis) => redis.hset(keys.documents, `ledger/${role.name}`, ledger ?? ""));

    const before = await role.live();
    const told = await role.asked();

    for (const said of [told.role, told.cleanUp]) expect(said).toContain("was not written by the bot");
    expect([await role.live(), await role.logsIn()]).toEqual([before, [true]]);
  });

  it("as the record of a request alone, from before its approval: it is stopped, and what was delivered lives", async () => {
    const role = roleInUse(world, "profinaut-readonly");
    await rotated(role);
    const { requester, approver } = peopleOf(world.slack);
    const { id } = await requester.request(`rotate ${role.name} again`);
    const card = await cardThat(world.slack, id, (words) => words.includes("Approve"), minute);
    const record = await inRedis((redis) => redis.hgetall(keys.request(id)));
    await approver.press(card, "approve", id);
    await cardThat(world.slack, id, isDelivered, minute);
    const before = await role.live();
    await restarted(clock, () => inRedis(async (redis) => void (await redis.hset(keys.request(id), record))));

    await approver.press(card, "approve", id);

    await expect
      .poll(() => requester.ask(`show ${id}`), { timeout: minute })
      .toContain("This record was changed outside of the bot, so it was stopped");
    expect([await role.live(), await role.logsIn()]).toEqual([before, [true]]);
  });
});

describe("T24 a replica that was promoted without the last second", { timeout: 240_000 }, () => {
  /** @param isLast whether this is the call at GitHub before (or after) which the replica hears its last command */
  async function promoted(
    role: RoleInUse,
    isLast: (call: HttpCall, isAnswered: boolean) => boolean,
    then: (by: MovedClock, redisUrl: string) => Promise<void>,
  ): Promise<void> {
    const replica = await startRedis();
    let isCut = false;
    const cutAt = async (call: HttpCall, isAnswered: boolean): Promise<Ruling> => {
      if (isCut || !isLast(call, isAnswered)) return "pass";
      isCut = true;
      await inRedis((redis) => redis.replicaof("NO", "ONE"), replica.url);
      return "pass";
    };
    const gate = await startHttpGate({
      target: () => world.github.url,
      keeper: { before: (call) => cutAt(call, false), after: (call) => cutAt(call, true) },
    });
    const botOf = (more: NodeJS.ProcessEnv): MovedClock =>
      movedClock({ ...world, botEnvironment: (also) => world.botEnvironment({ ...more, ...also }) }, Date.now());
    try {
      await inRedis(async (redis) => {
        await redis.replicaof("127.0.0.1", world.redis.port);
        await expect.poll(() => redis.info("replication")).toContain("master_link_status:up");
      }, replica.url);
      await restarted(botOf({ GITHUB_API_URL: gate.url }));
      await rotated(role);
      expect([isCut, await role.logsIn()]).toEqual([true, [true]]);
      const by = botOf({ REDIS_URL: replica.url });
      await restarted(by);
      await then(by, replica.url);
    } finally {
      // What the replica's log had in Vault and in the channel, the first Redis has not.
      await restarted();
      await letItGoOn(world);
      await gate.stop();
      await replica.stop();
    }
  }

  it("does not know that a delivery arrived: it is held for somebody to look, and what was delivered lives", async () => {
    const role = roleInUse(world, "profinaut-admin");
    await rotated(role);
    const [current = ""] = await role.live();
    const { requester } = peopleOf(world.slack);

    await promoted(
      role,
      ({ method }, isAnswered) => method === "PUT" && isAnswered,
      async () => {
        await letItGoOn(world);
        const id = /req_[0-9a-z]+/.exec(await requester.ask("requests"))?.[0] ?? "";
        await cardThat(world.slack, id, (words) => words.includes("went on while this was under way"), minute);
        const before = await role.live();
        await requester.ask(`cancel ${id}`);
        await expect.poll(() => requester.ask("requests"), { timeout: minute }).toContain("Nothing is open");

        const rotation = await role.carriedOut(`rotate ${role.name} again`);

        expect(rotation).toContain("End nothing");
        expect(before).toContain(current);
        expect(await role.live()).toEqual(expect.arrayContaining([...before]));
        expect([(await role.live()).length, await role.logsIn()]).toEqual([3, [true]]);
      },
    );
  });

  it("does not know that a rotation was approved: nothing ends", async () => {
    const role = roleInUse(world, "profinaut-billing");
    await rotated(role);
    const { requester } = peopleOf(world.slack);

    await promoted(
      role,
      ({ path }) => path.endsWith("/public-key"),
      async (by, redisUrl) => {
        await letItGoOn(world);
        await expect.poll(() => requester.ask("requests"), { timeout: minute }).toContain("Nothing is open");

        await expectNothingEnds(role, "Redis is older than what was done", { by, redisUrl });
      },
    );
  });
});
