import { describe, expect, it } from "vitest";
import { resultOf } from "../../bench/measuring/result.ts";
import { abba, requireCount, runRounds } from "../../bench/measuring/rounds.ts";
import { quantile, ratios, spreadOf } from "../../bench/measuring/statistics.ts";

describe("a spread", () => {
  it.each([
    { of: [4], q1: 4, median: 4, q3: 4 },
    { of: [1, 2], q1: 1.25, median: 1.5, q3: 1.75 },
    { of: [9, 1, 5], q1: 3, median: 5, q3: 7 },
    { of: [1, 2, 3, 4, 5, 6, 7, 8, 9], q1: 3, median: 5, q3: 7 },
    { of: [10, 9, 100, 1], q1: 7, median: 9.5, q3: 32.5 },
  ])("of $of is its median between its quartiles", ({ of, ...expected }) => {
    const spread = spreadOf(of);

    expect(spread).toEqual(expected);
  });

  it("of nothing is an error, not a number", () => {
    expect(() => quantile([], 0.5)).toThrow("no values");
  });
});

it("a ratio is taken round by round, so one slow round of the machine does not count", () => {
  const perRound = ratios([2, 20, 2], [1, 10, 1]);

  expect(perRound).toEqual([2, 2, 2]);
  expect(() => ratios([1], [])).toThrow("same rounds");
});

describe("rounds", () => {
  it("turn the order of the arms round every time", () => {
    const order = [0, 1, 2, 3].flatMap((round) => abba(["A", "B"], round)).join("");

    expect(order).toBe("ABBAABBA");
  });

  it("begin with one that is not counted", async () => {
    const seen: string[] = [];

    const rounds = await runRounds(["ours", "theirs"], { rounds: 3 }, async (arm, round) => {
      seen.push(`${arm} ${round}`);
      return round;
    });

    expect(seen).toEqual(["ours -1", "theirs -1", "ours 0", "theirs 0", "theirs 1", "ours 1", "ours 2", "theirs 2"]);
    expect(rounds.of("ours")).toEqual([0, 1, 2]);
    expect(rounds.of("theirs")).toEqual([0, 1, 2]);
  });

  it("are void when the server counted something else", () => {
    expect(() => requireCount("PUT at GitHub", 4, 5)).toThrow("void: PUT at GitHub: the server counted 4 and the arm claims 5");
    expect(() => requireCount("PUT at GitHub", 5, 5)).not.toThrow();
  });
});

describe("a verdict", () => {
  const measured = { bench: "B0", what: "something", unit: "ms", ours: [4, 4, 4] };
  const baseline = { name: "bare", measured: [2, 2, 2] };

  it.each([
    { bar: { ratioAtMost: 2 }, words: "≤ 2×", verdict: "won" },
    { bar: { ratioAtMost: 1.9 }, words: "≤ 1.9×", verdict: "not won" },
    { bar: { atMost: 4 }, words: "≤ 4 ms", verdict: "won" },
    { bar: { atMost: 3 }, words: "≤ 3 ms", verdict: "not won" },
    { bar: { timesFaster: 2 }, words: "≥ 2× faster", verdict: "not won" },
    { bar: { timesFaster: 0.5 }, words: "≥ 0.5× faster", verdict: "won" },
  ])("on $words is $verdict when we take twice as long", ({ bar, words, verdict }) => {
    const result = resultOf({ ...measured, baseline, bar });

    expect(result.bar).toBe(words);
    expect(result.verdict).toBe(verdict);
    expect(result.ratio).toEqual({ q1: 2, median: 2, q3: 2 });
  });

  it("is not given where there is no bar", () => {
    const result = resultOf(measured);

    expect(result).toMatchObject({ bar: "", verdict: "no bar", ratio: null, baseline: null });
  });
});
