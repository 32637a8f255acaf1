import { expect, it } from "vitest";
import { retryIntervalMs } from "../../src/domain/retry-policy.ts";

const intervals = (backoffCoefficient: number): readonly number[] =>
  [0, 1, 2, 3, 4, 5].map((retries) =>
    retryIntervalMs({ initialIntervalMs: 1_000, backoffCoefficient, maximumIntervalMs: 10_000 }, retries),
  );

it("intervals grow by the coefficient, up to the maximum", () => {
  expect(intervals(2)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

it("a coefficient of 1 keeps them the same", () => {
  expect(new Set(intervals(1))).toEqual(new Set([1_000]));
});

it("however often it was tried, the maximum is a number of milliseconds", () => {
  const policy = { initialIntervalMs: 1_000, backoffCoefficient: 2, maximumIntervalMs: 60_000 };

  expect(retryIntervalMs(policy, 1_000_000)).toBe(60_000);
  expect(retryIntervalMs(policy, -1)).toBe(1_000);
});
