import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { createSchedules } from "../../src/app/schedules.ts";
import { canonicalJson } from "../../src/domain/json.ts";
import { rotationSchedule } from "../../src/domain/schedule.ts";
import type { LogSigning } from "../../src/ports/log-signing.ts";
import { createScheduleCursors } from "../../src/redis/schedule-cursors.ts";
import { upstream } from "../app/a-bot.ts";
import { hour, noon } from "../support/builders.ts";
import { aLogSigning } from "../support/log-signing.ts";
import { aBot, type Bot, someKeys } from "./a-store.ts";

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());

const week = 7 * 24 * hour;
const schedule = rotationSchedule("profinaut-db", { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" });
const mark = { slotMs: noon, pattern: "0 9 * * 1", timezone: "Asia/Tokyo", atMs: noon };

const since = { from: () => 1 };
const marksOf = (bot: Bot, signing: LogSigning = aLogSigning(since), told: string[] = []) =>
  createScheduleCursors({ redis: bot.redis, keys: bot.keys, signing, onNotOurs: (name) => told.push(name) });

it("a mark takes the place of the one that was read, and of no other", async () => {
  const bot = await aBot({ url: server.url });
  const [marks, others] = [marksOf(bot), marksOf(bot, aLogSigning({ half: "ingress", ...since }))];

  expect(await marks.read("a")).toBeUndefined();
  expect(await others.read("a")).toBeUndefined();
  expect(await marks.replace("a", undefined, mark)).toBe(true);
  expect(await others.replace("a", undefined, { ...mark, slotMs: 1 })).toBe(false);
  const [read, readByOthers] = [await marks.read("a"), await others.read("a")];
  expect([read, readByOthers]).toEqual([mark, mark]);
  expect(await others.replace("a", readByOthers, { ...mark, slotMs: 2 })).toBe(true);
  expect(await marks.replace("a", read, { ...mark, slotMs: 3 })).toBe(false);
  expect(await marks.read("a")).toMatchObject({ slotMs: 2 });
  bot.redis.close();
});

it("T12 a mark whose key cannot be asked for is an error, and neither gone nor somebody's", async () => {
  const bot = await aBot({ url: server.url });
  const told: string[] = [];
  await marksOf(bot).replace("a", undefined, mark);

  const marks = marksOf(bot, { ...aLogSigning(since), signerOf: () => Promise.reject(upstream()) }, told);
  await expect(marks.read("a")).rejects.toMatchObject({ service: "vault" });

  expect(told).toEqual([]);
  bot.redis.close();
});

it.each<[string, (bot: Bot) => Promise<unknown>]>([
  ["is gone", ({ redis, keys }) => redis.client.hdel(keys.slots, "a")],
  [
    "lies where something of another type is by now",
    ({ redis, keys }) => redis.client.multi().del(keys.slots).set(keys.slots, "x").exec(),
  ],
  ["is none", ({ redis, keys }) => redis.client.hset(keys.slots, "a", "{}")],
  ["says of a slot to come that it was done", (bot) => plant(bot, { ...mark, slotMs: noon + week })],
])("T12 a mark that %s is told, what the process knew counts, and the next one takes its place", async (_, disturb) => {
  const bot = await aBot({ url: server.url });
  const told: string[] = [];
  const marks = marksOf(bot, undefined, told);
  await marks.replace("a", undefined, mark);
  await disturb(bot);

  const read = await marks.read("a");
  expect([read, told]).toEqual([mark, ["a"]]);
  expect(await marks.replace("a", read, { ...mark, slotMs: 2 })).toBe(true);

  expect(await marksOf(bot).read("a")).toMatchObject({ slotMs: 2 });
  bot.redis.close();
});

it("T12 a mark that is not the bot's is none for a process that knows no other, and gives its place", async () => {
  const bot = await aBot({ url: server.url });
  const told: string[] = [];
  const marks = marksOf(bot, undefined, told);
  await plant(bot, mark);

  expect([await marks.read("a"), told]).toEqual([undefined, ["a"]]);
  expect(await marks.replace("a", undefined, { ...mark, slotMs: 2 })).toBe(true);
  expect(await marks.read("a")).toMatchObject({ slotMs: 2 });
  bot.redis.close();
});

it("T12 a mark of an earlier timetable that is put back is told, and skips no slot", async () => {
  const bot = await aBot({ url: server.url });
  const told: string[] = [];
  const marks = marksOf(bot, undefined, told);
  await marks.replace("a", undefined, { ...mark, pattern: "0 8 * * 1", atMs: noon - hour });
  const earlier = (await bot.redis.client.hget(bot.keys.slots, "a")) ?? "";
  await marks.replace("a", await marks.read("a"), mark);
  await bot.redis.client.hset(bot.keys.slots, "a", earlier);

  const read = await marks.read("a");

  expect([read, told]).toEqual([mark, ["a"]]);
  expect(await marks.replace("a", read, { ...mark, pattern: "0 7 * * 1", atMs: noon + hour })).toBe(true);
  expect([await marks.read("a"), told]).toEqual([expect.objectContaining({ pattern: "0 7 * * 1" }), ["a"]]);
  bot.redis.close();
});

it("marks of an older release count until signing begins, and are signed by then for every half, also by one that does not read them", async () => {
  const bot = await aBot({ url: server.url });
  const told: string[] = [];
  await plant(bot, mark);
  await bot.redis.client.hset(bot.keys.slots, "b", "{}");
  const before = marksOf(bot, aLogSigning());
  expect(await before.read("a")).toEqual(mark);

  await marksOf(bot, aLogSigning()).sign();

  expect([await marksOf(bot, aLogSigning({ half: "ingress", ...since }), told).read("a"), told]).toEqual([mark, []]);
  const read = await before.read("a");
  expect(await before.replace("a", read, { ...mark, slotMs: 2 })).toBe(true);
  bot.redis.close();
});

it("where something of another type lies in the place of all marks, there are none to sign, and none that is read", async () => {
  const bot = await aBot({ url: server.url });
  const told: string[] = [];
  await bot.redis.client.set(bot.keys.slots, "x");
  const marks = marksOf(bot, undefined, told);

  await marks.sign();
  expect([await marks.read("a"), told]).toEqual([undefined, ["a"]]);
  expect(await marks.replace("a", undefined, mark)).toBe(true);

  expect(await marks.read("a")).toEqual(mark);
  bot.redis.close();
});

const plant = ({ redis, keys }: Bot, planted: typeof mark) => redis.client.hset(keys.slots, "a", canonicalJson(planted));

it("three replicas do each slot of ten weeks once, though one of them dies after doing and before noting it", async () => {
  const keys = someKeys();
  const replicas: readonly Bot[] = await Promise.all([1, 2, 3].map(() => aBot({ url: server.url, keys })));
  let nowMs = noon;
  const done: number[] = [];
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const follow = replicas.map((bot, at) => {
    const marks = marksOf(bot);
    const isDying = (): boolean => at === 0 && Math.floor((nowMs - noon) / week) % 3 === 1;
    return createSchedules({
      schedules: [schedule],
      // The real ones do a slot once by themselves; what counts here is how often they are told to.
      tasks: new Map([[schedule.name, async (slotMs: number) => void done.push(slotMs)]]),
      marks: {
        ...marks,
        replace: (...given) => (isDying() ? Promise.reject(new Error("died")) : marks.replace(...given)),
      },
      locks: bot.locks,
      log,
      now: () => nowMs,
    });
  });
  const { signal } = new AbortController();

  await Promise.all(follow.map((tick) => tick(signal)));
  for (let weeks = 0; weeks < 10; weeks += 1) {
    nowMs += week;
    for (let times = 0; times < 2; times += 1) await Promise.all(follow.map((tick) => tick(signal)));
  }

  const slots = Array.from({ length: 10 }, (_, at) => noon - 3 * hour + (at + 1) * week);
  expect([...new Set(done)]).toEqual(slots);
  expect(done.length).toBeLessThanOrEqual(slots.length + 2 * 4);
  expect(done.filter((slot) => ((slot - noon + 3 * hour) / week) % 3 !== 1).length).toBe(6);
  for (const { redis } of replicas) redis.close();
});
