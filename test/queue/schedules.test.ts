import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { nextOccurrence } from "../../src/domain/cron-occurrences.ts";
import { rotationSchedule, type Schedule } from "../../src/domain/schedule.ts";
import { createSlotAlarm, type SlotAlarmOptions } from "../../src/queue/schedules.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { somePrefix } from "./a-queue.ts";

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());

const weekly = { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" };

async function arranged(prefix: string, schedules: readonly Schedule[], slotAfter?: SlotAlarmOptions["slotAfter"]) {
  const seen = { pokes: 0, lines: [] as string[] };
  const note = (_: object, sentence: string): void => void seen.lines.push(sentence);
  const alarm = createSlotAlarm({
    connections: createConnections({ url: server.url }),
    prefix,
    schedules,
    ...(slotAfter === undefined ? {} : { slotAfter }),
    onSlot: () => {
      seen.pokes += 1;
    },
    log: { warn: note, error: note },
  });
  onTestFinished(() => alarm.close());
  await expect
    .poll(() =>
      alarm
        .arrange()
        .then(() => true)
        .catch(() => false),
    )
    .toBe(true);
  return seen;
}

async function schedulersIn(prefix: string) {
  const connection = new Redis(server.url, { maxRetriesPerRequest: null });
  const queue = new Queue("schedules", { connection, prefix });
  const found = await queue.getJobSchedulers();
  await queue.close();
  connection.disconnect();
  return found.map(({ key, pattern, tz, next }) => ({ key, pattern, tz, next: clockTime(next) }));
}

const clockTime = (atMs: number | undefined): string => new Date(atMs ?? 0).toISOString().slice(11);

it("schedulers are what the configuration says: stale ones go, twice is once, and nothing is in their jobs", async () => {
  const prefix = somePrefix();
  await arranged(prefix, [rotationSchedule("gone", weekly), rotationSchedule("kept", weekly)]);

  await arranged(prefix, [rotationSchedule("kept", weekly), rotationSchedule("new", { ...weekly, timezone: "UTC" })]);
  await arranged(prefix, [rotationSchedule("kept", weekly), rotationSchedule("new", { ...weekly, timezone: "UTC" })]);

  const found = await schedulersIn(prefix);
  expect(found.sort((a, b) => a.key.localeCompare(b.key))).toEqual([
    { key: "rotate/kept", pattern: "0 9 * * 1", tz: "Asia/Tokyo", next: "00:00:00.000Z" },
    { key: "rotate/new", pattern: "0 9 * * 1", tz: "UTC", next: "09:00:00.000Z" },
  ]);
});

it("a slot pokes one of the processes; a schedule without a next slot pokes nobody and stops nothing", async () => {
  const prefix = somePrefix();
  const everySecond: SlotAlarmOptions["slotAfter"] = ({ pattern }, atMs) => {
    if (pattern === "odd") throw new TypeError("no pattern");
    return Math.floor(atMs / 1_000) * 1_000 + 1_000;
  };

  const both = ["odd", "often"].map((name) => rotationSchedule(name, { pattern: name, timezone: "UTC" }));
  const [first, second] = [await arranged(prefix, both, everySecond), await arranged(prefix, both, everySecond)];

  await expect.poll(() => first.pokes + second.pokes).toBeGreaterThan(1);
  expect(first.lines).toContain("a schedule could not be arranged");
  expect((await schedulersIn(prefix)).map(({ key }) => key)).toEqual(["rotate/often"]);
});

it("the queue's next poke is the next slot, whatever its own reader of cron patterns makes of one", async () => {
  const prefix = somePrefix();
  const timetables = [
    { pattern: "0 9 15W * *", timezone: "Asia/Kolkata" },
    { pattern: "30 4 * * TUE#1,THUL", timezone: "Europe/Kyiv" },
    { pattern: "15 2 * * FRI-SUN", timezone: "America/New_York" },
    { pattern: "@midnight", timezone: "Asia/Beirut" },
  ];

  const before = Date.now();
  await arranged(
    prefix,
    timetables.map((timetable, at) => rotationSchedule(`r${at}`, timetable)),
  );
  const after = Date.now();

  const queued = (await schedulersIn(prefix)).sort((a, b) => a.key.localeCompare(b.key)).map(({ next }) => next);
  const expected = (atMs: number) => timetables.map((timetable) => clockTime(nextOccurrence(timetable, atMs)));
  // A slot may have passed meanwhile.
  expect([expected(before), expected(after)]).toContainEqual(queued);
});
