import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isPossible,
  longestIntervalMs,
  newestOccurrence,
  nextOccurrence,
  type Timetable,
} from "../../src/domain/cron-occurrences.ts";

const day = 24 * 3_600_000;
const at = (text: string): number => Date.parse(text);
const iso = (atMs: number | undefined): string | undefined => (atMs === undefined ? undefined : new Date(atMs).toISOString());

/** The slots after an instant, in order. */
function occurrencesAfter(timetable: Timetable, from: string, count: number): readonly (string | undefined)[] {
  const slots: number[] = [];
  for (let last = at(from); slots.length < count; ) {
    const slot = nextOccurrence(timetable, last);
    if (slot === undefined) break;
    slots.push(slot);
    last = slot;
  }
  return slots.map((slot) => iso(slot)?.slice(0, 16));
}

describe("slots where clocks are changed", () => {
  const golden: readonly (readonly [what: string, pattern: string, timezone: string, from: string, slots: readonly string[]])[] =
    [
      [
        "a time that is skipped in spring comes once, an hour later by the clock",
        "30 2 * * *",
        "Europe/Berlin",
        "2026-03-28T12:00Z",
        ["2026-03-29T01:30", "2026-03-30T00:30", "2026-03-31T00:30"],
      ],
      [
        "a time that comes twice in autumn is used once, the first time",
        "30 2 * * *",
        "Europe/Berlin",
        "2026-10-24T12:00Z",
        ["2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"],
      ],
      [
        "a Sunday's slot in the skipped hour is not lost",
        "15 2 * * 0",
        "America/New_York",
        "2026-03-07T12:00Z",
        ["2026-03-08T07:15", "2026-03-15T06:15"],
      ],
      [
        "every half-hour goes on in spring",
        "*/30 * * * *",
        "Europe/Berlin",
        "2026-03-29T00:10Z",
        ["2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T01:30", "2026-03-29T02:00"],
      ],
      [
        "every hour leaves out the second of the double hour",
        "0 * * * *",
        "Europe/Berlin",
        "2026-10-24T23:30Z",
        ["2026-10-25T00:00", "2026-10-25T02:00", "2026-10-25T03:00"],
      ],
      [
        "clocks may be changed by half an hour",
        "15 2 * * *",
        "Australia/Lord_Howe",
        "2026-10-02T16:00Z",
        ["2026-10-03T15:45", "2026-10-04T15:15"],
      ],
      [
        "nine on Mondays stays nine in summer and in winter",
        "0 9 * * 1",
        "America/New_York",
        "2026-10-20T00:00Z",
        ["2026-10-26T13:00", "2026-11-02T14:00", "2026-11-09T14:00"],
      ],
      [
        "Tokyo never changes its clocks",
        "0 9 * * 1",
        "Asia/Tokyo",
        "2026-03-20T00:00Z",
        ["2026-03-23T00:00", "2026-03-30T00:00", "2026-04-06T00:00"],
      ],
      [
        "a first of March is not lost where the month's days or the week's count, whatever day of the week it is",
        "0 9 1,15 * 1-5",
        "Asia/Kolkata",
        "2026-02-27T04:00Z",
        ["2026-03-01T03:30", "2026-03-02T03:30", "2026-03-03T03:30"],
      ],
      [
        "nor that of a Friday-to-Sunday schedule on a Tuesday",
        "30 4 1 2,3 FRI",
        "Europe/Kyiv",
        "2033-02-25T12:00Z",
        ["2033-03-01T02:30", "2033-03-04T02:30"],
      ],
      ["a leap day comes every four years", "0 0 29 2 *", "UTC", "2027-01-01T00:00Z", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ];

  it.each(golden)("%s", (_, pattern, timezone, from, slots) => {
    const timetable = { pattern, timezone };

    expect(occurrencesAfter(timetable, from, slots.length)).toEqual(slots);
    for (const slot of slots) {
      const exactly = at(`${slot}Z`);
      expect(iso(newestOccurrence(timetable, exactly))?.slice(0, 16)).toBe(slot);
      expect(iso(newestOccurrence(timetable, exactly + 59_999))?.slice(0, 16)).toBe(slot);
      expect(newestOccurrence(timetable, exactly - 1)).toBeLessThan(exactly);
    }
  });
});

describe("the newest slot", () => {
  it("is found however long ago it was, and not at all when there was none", () => {
    expect(iso(newestOccurrence({ pattern: "0 0 29 2 *", timezone: "UTC" }, at("2103-12-31T00:00Z")))).toBe(
      "2096-02-29T00:00:00.000Z",
    );
    expect(newestOccurrence({ pattern: "0 0 31 2 *", timezone: "UTC" }, at("2026-01-01T00:00Z"))).toBeUndefined();
    expect(nextOccurrence({ pattern: "0 0 31 2 *", timezone: "UTC" }, at("2026-01-01T00:00Z"))).toBeUndefined();
    expect(longestIntervalMs({ pattern: "0 0 31 2 *", timezone: "UTC" }, at("2026-01-01T00:00Z"))).toBe(0);
  });

  it("and the next one lie on either side of any instant, with nothing in between", () => {
    const pattern = fc.constantFrom("30 2 * * *", "0 9 * * 1", "*/20 * * * *", "0 0 1 * *", "45 1,2,3 * * 0");
    const timezone = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Asia/Tokyo",
      "Australia/Lord_Howe",
      "Etc/UTC",
      "America/Argentina/Buenos_Aires",
    );
    const instant = fc.integer({ min: at("2026-01-01T00:00Z"), max: at("2027-12-31T00:00Z") });

    fc.assert(
      fc.property(pattern, timezone, instant, (pattern, timezone, nowMs) => {
        const timetable = { pattern, timezone };
        const [newest = Number.NaN, next = Number.NaN] = [newestOccurrence(timetable, nowMs), nextOccurrence(timetable, nowMs)];

        expect(newest).toBeLessThanOrEqual(nowMs);
        expect(next).toBeGreaterThan(nowMs);
        expect(nextOccurrence(timetable, newest)).toBe(next);
        expect(newestOccurrence(timetable, next - 1)).toBe(newest);
        expect(newestOccurrence(timetable, next)).toBe(next);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the longest time between two slots", () => {
  it.each([
    ["every Monday", "0 9 * * 1", 7 * day],
    ["every first of the month", "0 9 1 * *", 31 * day],
    ["once a year", "0 9 1 1 *", 366 * day],
  ])("%s", (_, pattern, ms) => {
    expect(longestIntervalMs({ pattern, timezone: "Asia/Tokyo" }, at("2026-11-23T00:00Z"))).toBe(ms);
  });

  it("counts the longer day where clocks are turned back", () => {
    const timetable = { pattern: "0 9 * * *", timezone: "Europe/Berlin" };

    expect(longestIntervalMs(timetable, at("2026-10-20T00:00Z"))).toBe(day + 3_600_000);
  });
});

describe("a pattern", () => {
  it.each(["0 9 * * 1", "@weekly", "0 9 L * *", "0 0 29 2 *"])("%s is possible", (pattern) => {
    expect(isPossible(pattern, at("2026-11-23T00:00Z"))).toBe(true);
  });

  it.each(["", "x", "0 9 * *", "* * * * * *", "61 * * * *", "0 9 * * 8", "0 0 31 2 *", "0 0 30 2 *", "2027-01-01T00:00:00"])(
    "%s is none, or never comes",
    (pattern) => {
      expect(isPossible(pattern, at("2026-11-23T00:00Z"))).toBe(false);
    },
  );
});
