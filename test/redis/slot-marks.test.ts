import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { createSchedules } from "../../src/app/schedules.ts";
import { rotationSchedule } from "../../src/domain/schedule.ts";
import { createSlotMarks } from "../../src/redis/slot-marks.ts";
import { hour, noon } from "../support/builders.ts";
import { aBot, type Bot, someKeys } from "./a-store.ts";

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());

const week = 7 * 24 * hour;
const schedule = rotationSchedule("profinaut-db", { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" });
const mark = { slotMs: noon, pattern: "0 9 * * 1", timezone: "Asia/Tokyo", atMs: noon };

test("a mark takes the place of the one that was read, and of no other", async () => {
  const bot = await aBot({ url: server.url });
  const marks = createSlotMarks(bot);

  expect(await marks.read("a")).toBeUndefined();
  expect(await marks.replace("a", undefined, mark)).toBe(true);
  expect(await marks.replace("a", undefined, { ...mark, slotMs: 1 })).toBe(false);
  expect(await marks.replace("a", { ...mark, atMs: 1 }, { ...mark, slotMs: 1 })).toBe(false);
  expect(await marks.read("a")).toEqual(mark);
  const { timezone, ...rest } = mark;
  expect(await marks.replace("a", { timezone, ...rest }, { ...mark, slotMs: 2 })).toBe(true);
  expect(await marks.read("a")).toMatchObject({ slotMs: 2 });
  bot.redis.close();
});

test("a mark that is none is said", async () => {
  const bot = await aBot({ url: server.url });
  await bot.redis.client.hset(bot.keys.slots, "a", "{}");

  await expect(createSlotMarks(bot).read("a")).rejects.toMatchObject({ code: "redis.unreadable" });
  bot.redis.close();
});

test("three replicas do each slot of ten weeks once, though one of them dies after doing and before noting it", async () => {
  const keys = someKeys();
  const replicas: readonly Bot[] = await Promise.all([1, 2, 3].map(() => aBot({ url: server.url, keys })));
  let nowMs = noon;
  const done: number[] = [];
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const follow = replicas.map((bot, at) => {
    const marks = createSlotMarks(bot);
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
