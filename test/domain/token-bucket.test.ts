import { describe, expect, it } from "vitest";
import { createTokenBucket, type TokenBucket } from "../../src/domain/token-bucket.ts";

/** Takes one where there is one to take; otherwise, how long to wait. */
function taking({ waitMs, take }: TokenBucket, nowMs: number, leaving?: number): number {
  const ms = waitMs(nowMs, leaving);
  if (ms === 0) take(nowMs);
  return ms;
}
const takes = (times: number, take: () => number): readonly number[] => Array.from({ length: times }, take);

describe("a token bucket", () => {
  it("lets through what it holds, then says when there will be more", () => {
    const bucket = createTokenBucket({ atOnce: 3, perMinute: 60 }, 0);

    expect(takes(5, () => taking(bucket, 0))).toEqual([0, 0, 0, 1_000, 1_000]);
    expect(taking(bucket, 500)).toBe(500);
    expect(taking(bucket, 1_000)).toBe(0);
    expect(taking(bucket, 1_000)).toBe(1_000);
  });

  it("never holds more than it did at first, however long nobody came", () => {
    const bucket = createTokenBucket({ atOnce: 2, perMinute: 60 }, 0);

    expect(takes(3, () => taking(bucket, 3_600_000))).toEqual([0, 0, 1_000]);
  });

  it("leaves what it is told to leave", () => {
    const bucket = createTokenBucket({ atOnce: 4, perMinute: 60 }, 0);

    expect(takes(4, () => taking(bucket, 0, 2))).toEqual([0, 0, 1_000, 1_000]);
    expect(takes(3, () => taking(bucket, 0))).toEqual([0, 0, 1_000]);
  });

  it("says how full it is", () => {
    const bucket = createTokenBucket({ atOnce: 4, perMinute: 60 }, 0);
    bucket.take(0);

    expect([bucket.level(0), bucket.level(500), bucket.level(9_000)]).toEqual([0.75, 0.875, 1]);
  });
});
