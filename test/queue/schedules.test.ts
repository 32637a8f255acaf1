import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { rotationSchedule, type Schedule } from "../../src/domain/schedule.ts";
import { createSlotAlarm } from "../../src/queue/schedules.ts";
import { somePrefix } from "./a-queue.ts";

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());

const weekly = { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" };

async function arranged(prefix: string, schedules: readonly Schedule[]) {
  const seen = { pokes: 0, lines: [] as string[] };
  const note = (_: object, sentence: string): void => void seen.lines.push(sentence);
  const alarm = createSlotAlarm({
    url: server.url,
    prefix,
    schedules,
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
  return found.map(({ key, pattern, tz, next }) => ({ key, pattern, tz, next: new Date(next ?? 0).toISOString().slice(11) }));
}

test("schedulers are what the configuration says: stale ones go, twice is once, and nothing is in their jobs", async () => {
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

test("a slot pokes one of the processes; a pattern that the queue cannot read pokes nobody and stops nothing", async () => {
  const prefix = somePrefix();
  const everySecond = { pattern: "* * * * * *", timezone: "UTC" };

  const both = [rotationSchedule("odd", { pattern: "no pattern", timezone: "UTC" }), rotationSchedule("often", everySecond)];
  const [first, second] = [await arranged(prefix, both), await arranged(prefix, both)];

  await expect.poll(() => first.pokes + second.pokes).toBeGreaterThan(1);
  expect(first.lines).toContain("a schedule could not be arranged");
  expect((await schedulersIn(prefix)).map(({ key }) => key)).toEqual(["rotate/often"]);
});
