import { describe, expect, it } from "vitest";
import { schedules as check } from "../../src/checks/schedules.ts";
import type { Json } from "../../src/domain/json.ts";
import { rotationSchedule, type ScheduleCursor } from "../../src/domain/schedule.ts";
import { hour, noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";

const day = 24 * hour;
const timetable = { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" };
const schedule = rotationSchedule("profinaut-db", timetable);
/** Monday at nine in Tokyo, three hours before noon. */
const slotMs = noon - 3 * hour;

const look = (mark: ScheduleCursor | undefined, nowMs: number, remembered?: Json) =>
  check.run({
    ports: checkPorts({ schedules: [schedule], scheduleCursors: { read: async () => mark } }),
    nowMs,
    signal: new AbortController().signal,
    remembered,
  });

const mark = (changes: Partial<ScheduleCursor> = {}): ScheduleCursor => ({ ...timetable, slotMs, atMs: slotMs, ...changes });

describe("the dead-man check of schedules", () => {
  it.each<readonly [what: string, mark: ScheduleCursor, nowMs: number, found: readonly string[]]>([
    ["is quiet when the newest slot is done", mark(), noon, []],
    ["gives a slot an hour", mark(), slotMs + 7 * day + hour - 1, []],
    ["misses a slot after an hour", mark(), slotMs + 7 * day + hour, ["schedules.missed"]],
    [
      "misses what has not happened for eight days, whatever slot is marked",
      mark({ slotMs: slotMs + 90 * day }),
      slotMs + 8 * day + 1,
      ["schedules.stale"],
    ],
    ["is quiet up to eight days", mark({ slotMs: slotMs + 90 * day }), slotMs + 8 * day, []],
  ])("%s", async (_, given, nowMs, found) => {
    const { findings } = await look(given, nowMs);

    expect(findings.map(({ what }) => what.key)).toEqual(found);
    for (const { about, severity } of findings) expect([about, severity]).toEqual(["schedule/rotate/profinaut-db", "alarm"]);
  });

  it.each([
    ["has never begun", undefined],
    ["has a mark of another timetable", mark({ pattern: "0 9 * * 2" })],
  ])("notices a schedule that %s, from when it was seen first", async (_, given) => {
    const first = await look(given, noon);
    const later = await look(given, noon + 3 * day, first.remember);
    const late = await look(given, slotMs + 7 * day + hour, later.remember);

    expect([first, later, late].map(({ findings }) => findings.map(({ what }) => what.key))).toEqual([
      [],
      [],
      ["schedules.missed"],
    ]);
    expect(late.remember).toEqual({ "rotate/profinaut-db": noon });
  });
});
