import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPace } from "../../src/domain/pace.ts";

const aMinute = 60_000;

describe("a pace", () => {
  it("lets so many begin at once, and the next one when the first is a minute ago", () => {
    const pace = createPace(2);

    expect([pace.next(1_000), pace.next(2_000), pace.next(2_000), pace.next(2_000)]).toEqual([1_000, 2_000, 61_000, 62_000]);
  });

  it("never lets more begin within any minute, whoever comes when, and nobody before they came", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 }),
        (most, gaps) => {
          const pace = createPace(most);
          let nowMs = 0;
          const begun = gaps.map((gap) => {
            nowMs += gap;
            const atMs = pace.next(nowMs);
            expect(atMs).toBeGreaterThanOrEqual(nowMs);
            return atMs;
          });

          for (const from of begun)
            expect(begun.filter((at) => at >= from && at < from + aMinute).length).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
