import { describe, expect, it } from "vitest";
import { retryAfterAtMs } from "../../src/domain/retry-after.ts";

const now = Date.parse("2026-11-30T09:00:00Z");

describe("Retry-After", () => {
  it.each<[string, string | number | undefined, number | undefined]>([
    ["seconds", "90", 90_000],
    ["seconds as Octokit has them", 7, 7_000],
    ["parts of one", "0.5", 500],
    ["a date", "Mon, 30 Nov 2026 09:10:00 GMT", 600_000],
    ["for ever", "99999999999", 3 * 86_400_000],
    ["a date in the far future", "Fri, 01 Jan 2100 00:00:00 GMT", 3 * 86_400_000],
    ["a date that is over", "Mon, 30 Nov 2026 08:59:59 GMT", undefined],
    ["no time", "0", undefined],
    ["less than none", "-5", undefined],
    ["a word", "soon", undefined],
    ["nothing", "", undefined],
    ["no header", undefined, undefined],
  ])("that is %s", (_, header, inMs) => {
    expect(retryAfterAtMs(header, now)).toBe(inMs === undefined ? undefined : now + inMs);
  });
});
