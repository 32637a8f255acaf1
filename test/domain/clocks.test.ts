import { describe, expect, it } from "vitest";
import { type ClockReadings, clockFault, correctionAfter } from "../../src/domain/clocks.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const read = (vaultAheadMs: number | null, redisAheadMs: number | null): ClockReadings => ({ vaultAheadMs, redisAheadMs });

describe("by how much a process corrects its clock", () => {
  it.each<[string, ClockReadings, number, number]>([
    ["nothing is known", read(null, null), 0, 0],
    ["all agree", read(400, -300), 0, 0],
    ["its own is ten minutes ahead", read(-10 * minute, -10 * minute + 700), 0, -10 * minute + 700],
    ["its own is a day behind", read(day, day), 0, day],
    ["Vault's alone is wrong", read(7 * minute, 300), 0, 0],
    ["Redis's alone is wrong", read(200, -3 * day), 0, 0],
    ["Redis lies further than Vault", read(2 * minute, 9 * minute), 0, 2 * minute],
    ["Redis lies to the other side", read(2 * minute, -9 * minute), 0, 0],
    ["Vault cannot be asked", read(null, 10 * minute), 0, 0],
    ["it shakes around where it differs", read(4_000, 4_100), 0, 0],
    ["it shakes around where it differed", read(4_000, 4_100), 5_100, 5_100],
    ["it agrees again", read(400, -500), 10 * minute, 0],
    ["what is measured shakes a little", read(10 * minute + 900, 10 * minute + 1_000), 10 * minute, 10 * minute],
    ["it was set in between", read(3 * minute, 3 * minute), 10 * minute, 3 * minute],
  ])("when %s", (_, readings, beforeMs, correctionMs) => {
    expect(correctionAfter(beforeMs, readings)).toBe(correctionMs);
  });
});

describe("the clock that is wrong", () => {
  it.each<[string, ClockReadings, boolean, object | undefined]>([
    ["none: all agree", read(900, -900), false, undefined],
    ["none: nothing is known", read(null, null), false, undefined],
    ["none: GitHub's agrees", { ...read(null, 0), githubAheadMs: 4_900 }, false, undefined],
    [
      "GitHub's",
      { ...read(100, null), githubAheadMs: -60_000 },
      false,
      { clock: "github", what: { key: "clocks.github", params: { off: { key: "clocks.behind", params: { byMs: 60_000 } } } } },
    ],
    ["GitHub's, not yet over", { ...read(0, 0), githubAheadMs: 4_000 }, true, { clock: "github" }],
    ["the bot's, which differs from GitHub's too", { ...read(60_000, 60_000), githubAheadMs: 60_000 }, false, { clock: "own" }],
    ["none: not enough to begin", read(4_900, 4_900), false, undefined],
    [
      "the bot's, ahead",
      read(-600_300, -600_000),
      false,
      { clock: "own", what: { params: { host: "a-host", off: { key: "clocks.ahead", params: { byMs: 600_000 } } } } },
    ],
    [
      "the bot's, behind",
      read(600_300, 600_000),
      false,
      { clock: "own", what: { params: { off: { key: "clocks.behind", params: { byMs: 600_000 } } } } },
    ],
    ["the bot's, not yet over", read(4_000, 4_000), true, { clock: "own" }],
    [
      "Vault's",
      read(90_000, 100),
      false,
      { clock: "vault", what: { key: "clocks.server", params: { server: "Vault", off: { params: { byMs: 90_000 } } } } },
    ],
    [
      "Redis's",
      read(-200, -day),
      false,
      { clock: "redis", what: { params: { server: "Redis", off: { key: "clocks.behind", params: { byMs: day } } } } },
    ],
    ["nobody knows: three times", read(60_000, -60_000), false, { clock: "unsure", what: { key: "clocks.all" } }],
    ["nobody knows: Redis is not heard", read(60_000, null), false, { clock: "unsure", what: { params: { server: "Vault" } } }],
    ["nobody knows: Vault is not heard", read(null, -60_000), false, { clock: "unsure", what: { params: { server: "Redis" } } }],
  ])("is %s", (_, readings, differed, fault) => {
    const found = clockFault(readings, "a-host", differed);

    if (fault === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(fault);
  });
});
