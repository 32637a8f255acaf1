import { describe, expect, it } from "vitest";
import { isSchedule } from "../../src/domain/actor.ts";
import { requestIdPattern } from "../../src/domain/arguments.ts";
import { dueOf, isAskedBy, requestIdAt, rotationSchedule, type ScheduleCursor } from "../../src/domain/schedule.ts";
import { alice, hour, noon } from "../support/builders.ts";

const week = 7 * 24 * hour;
/** Three hours before `noon`: Monday at nine in Tokyo. */
const slotMs = noon - 3 * hour;
const timetable = { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" };
const schedule = rotationSchedule("profinaut-db", timetable);
const mark = (changes: Partial<ScheduleCursor> = {}): ScheduleCursor => ({ ...timetable, slotMs, atMs: slotMs, ...changes });

describe("what is due", () => {
  it.each<readonly [what: string, before: ScheduleCursor | undefined, run: number | undefined]>([
    ["is nothing yet when nobody has ever looked: it begins with the next slot", undefined, undefined],
    ["is nothing yet when the pattern was changed", mark({ pattern: "0 9 * * 2", slotMs: slotMs - week }), undefined],
    ["is nothing yet when the zone was changed", mark({ timezone: "UTC", slotMs: slotMs - week }), undefined],
    ["is the slot that has come", mark({ slotMs: slotMs - week }), slotMs],
    ["is the newest of those that were missed", mark({ slotMs: slotMs - 10 * week }), slotMs],
    ["is nothing yet when a clock was far ahead: it goes on with the next slot", mark({ slotMs: slotMs + 3 * week }), undefined],
  ])("%s", (_, before, run) => {
    expect(dueOf(schedule, before, noon)).toEqual({ run, mark: mark({ atMs: noon }) });
  });

  it.each([
    ["done", mark()],
    ["done early by a clock that is ahead", mark({ slotMs: slotMs + week })],
  ])("is nothing when the newest slot is %s", (_, before) => {
    expect(dueOf(schedule, before, noon)).toBeUndefined();
  });

  it("is nothing for a pattern whose day never comes", () => {
    const never = { pattern: "0 0 31 2 *", timezone: "UTC" };

    const due = dueOf({ ...schedule, ...never }, undefined, noon);

    expect(due).toMatchObject({ run: undefined, mark: { slotMs: 0 } });
    expect(dueOf({ ...schedule, ...never }, due?.mark, noon)).toBeUndefined();
  });
});

describe("the request of a schedule", () => {
  it("has an id of its own for each slot, the same however often it is opened", () => {
    const ids = [slotMs, slotMs + week].map((slot) => requestIdAt(schedule, slot));

    for (const id of ids) expect(id).toMatch(requestIdPattern);
    expect(new Set(ids).size).toBe(2);
    expect(requestIdAt({ ...schedule }, slotMs)).toBe(ids[0]);
    expect(requestIdAt(rotationSchedule("profinaut-kafka", timetable), slotMs)).not.toBe(ids[0]);
  });

  it("is asked in a name that no person has, and is the one it is there for", () => {
    const requester = schedule.asks?.as ?? alice;

    expect([isSchedule(requester), isSchedule(alice)]).toEqual([true, false]);
    expect(isAskedBy([schedule], { requester, command: "rotate profinaut-db" })).toBe(true);
  });

  it.each([
    ["another command", { requester: schedule.asks?.as ?? alice, command: "rotate profinaut-db --leaked" }],
    ["another's name", { requester: alice, command: "rotate profinaut-db" }],
  ])("is not asked by it with %s", (_, request) => {
    expect(isAskedBy([{ ...schedule, asks: null }, schedule], request)).toBe(false);
  });
});
