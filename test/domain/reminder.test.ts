import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reminderDue, reminderTimes } from "../../src/domain/reminder.ts";
import { RequestState } from "../../src/domain/request.ts";
import { aPlan, aRequest, hour, noon } from "../support/builders.ts";

const minute = 60_000;
const living = (lifeMs: number) => ({ preparedAtMs: noon, expiresAtMs: noon + lifeMs });
const lives = fc.integer({ min: 1, max: 90 * 24 * hour });

describe("the moments at which approvers are reminded", () => {
  it.each([
    ["an hour", hour, 30 * minute, 6],
    ["a day", 24 * hour, 12 * hour, 144],
    ["twenty minutes", 20 * minute, 10 * minute, 5],
    ["eight minutes", 8 * minute, 4 * minute, 2],
  ])("of %s are half of it, and some minutes before its end", (_, lifeMs, half, minutesBefore) => {
    expect(reminderTimes(living(lifeMs))).toEqual({ half: noon + half, last: noon + lifeMs - minutesBefore * minute });
  });

  it("come one after the other within the life, with time to decide after the last", () => {
    fc.assert(
      fc.property(lives, (lifeMs) => {
        const { half, last } = reminderTimes(living(lifeMs));

        expect(half - noon).toBeCloseTo(lifeMs / 2);
        expect(last).toBeGreaterThan(half);
        expect(last).toBeLessThan(noon + lifeMs);
        expect(noon + lifeMs - last).toBeGreaterThanOrEqual(Math.min(5 * minute, lifeMs / 4) - 0.01);
      }),
    );
  });
});

describe("a reminder", () => {
  const at = (lifeMs: number, afterMs: number) => reminderDue(aRequest({ plan: aPlan(living(lifeMs)) }), noon + afterMs)?.moment;

  it.each([
    ["before half time", 30 * minute - 1, undefined],
    ["at half time", 30 * minute, "half"],
    ["until the last moment", 54 * minute - 1, "half"],
    ["at the last moment", 54 * minute, "last"],
    ["just before the end", hour - 1, "last"],
    ["at the end", hour, undefined],
  ])("%s is that of the moment", (_, afterMs, moment) => {
    expect(at(hour, afterMs)).toBe(moment);
  });

  it("never goes back, begins no earlier than it says, and is over with the life", () => {
    const order = [undefined, "half", "last"];
    fc.assert(
      fc.property(lives, fc.nat({ max: 100 * 24 * hour }), fc.nat({ max: hour }), (lifeMs, afterMs, laterMs) => {
        const [now, later] = [at(lifeMs, afterMs), at(lifeMs, afterMs + laterMs)];
        const due = reminderDue(aRequest({ plan: aPlan(living(lifeMs)) }), noon + afterMs);

        if (afterMs >= lifeMs) expect(now).toBeUndefined();
        else if (afterMs + laterMs < lifeMs) expect(order.indexOf(later)).toBeGreaterThanOrEqual(order.indexOf(now));
        expect(due?.atMs ?? 0).toBeLessThanOrEqual(noon + afterMs);
      }),
    );
  });

  it.each(RequestState.options.filter((state) => state !== "pending"))("is not due of a request that is %s", (state) => {
    expect(reminderDue(aRequest({ state, plan: aPlan() }), noon + hour / 2)).toBeUndefined();
  });

  it("is not due where nothing is planned", () => {
    expect(reminderDue(aRequest({ plan: null }), noon + hour / 2)).toBeUndefined();
  });
});
