import { describe, expect, it } from "vitest";
import { dayMs, type ExpiryItem } from "../../src/domain/expiry.ts";
import { expiryLine, whatEnds } from "../../src/domain/expiry-line.ts";
import { say } from "../../src/domain/sentence.ts";
import { canBeSnoozed, isSilenced, type Snooze, snoozeOf } from "../../src/domain/snooze.ts";
import { anItem, aSecretId } from "../support/an-expiry.ts";
import { hour, noon } from "../support/builders.ts";

const aSnooze = (changes: Partial<Snooze> = {}): Snooze => ({
  item: "value/bybit",
  expiresAtMs: noon + 10 * dayMs,
  untilMs: noon + 5 * dayMs,
  atMs: noon - hour,
  by: "U0ALICE",
  reason: "the exchange is closed",
  signature: { kid: "k1", signature: "c2ln" },
  ...changes,
});

describe("a snooze", () => {
  it.each<[string, Partial<Snooze>, boolean]>([
    ["silences what it is about", {}, true],
    ["not something else", { item: "value/binance" }, false],
    ["not what was made anew", { expiresAtMs: noon + 100 * dayMs }, false],
    ["not when it is over", { untilMs: noon }, false],
    ["not when it is of tomorrow", { atMs: noon + 1 }, false],
    ["not for longer than 90 days", { untilMs: noon + 95 * dayMs }, false],
  ])("%s", (_, changes, isSilent) => {
    expect(isSilenced(anItem(), [aSnooze(changes)], noon)).toBe(isSilent);
  });

  it("cannot silence what is over or will be within two days, and is still there to be shown", () => {
    const soon = anItem({ expiresAtMs: noon + 47 * hour });
    const snooze = aSnooze({ expiresAtMs: soon.expiresAtMs });

    expect(isSilenced(soon, [snooze], noon)).toBe(false);
    expect(snoozeOf(soon, [snooze], noon)).toBe(snooze);
    expect(canBeSnoozed(aSecretId({ expiresAtMs: null }), noon)).toBe(true);
  });
});

describe("the line of something that ends", () => {
  const line = (item: ExpiryItem, snooze?: Snooze) => expiryLine(item, { nowMs: noon, owners: new Map(), snooze });
  const left = (changes: Partial<ExpiryItem>) => line(aSecretId(changes)).params["left"];

  it.each<[string, Partial<ExpiryItem>]>([
    ["expiry.left", {}],
    ["expiry.left-hours", { expiresAtMs: noon + 47 * hour }],
    ["expiry.left-age", { basis: "age" }],
    ["expiry.over", { expiresAtMs: noon - hour }],
    ["expiry.over-age", { expiresAtMs: noon - hour, basis: "age" }],
    ["expiry.never", { expiresAtMs: null }],
    ["expiry.unknown", { expiresAtMs: null, mayBeEndless: true }],
    ["expiry.old", { issuedAtMs: noon - 400 * dayMs }],
    ["expiry.itself", { renewal: "itself" }],
  ])("says %s", (key, changes) => {
    expect(left(changes)).toMatchObject({ key });
  });

  it("says how it is renewed by hand, what else is known, and that it is snoozed", () => {
    const how = say("own-login.token", {});
    const item = anItem({ renewal: { how }, note: how });

    const said = JSON.stringify(line(item, aSnooze()));

    expect(said.match(/own-login\.token/g)).toHaveLength(2);
    expect(said).toContain("expiry.snoozed");
    expect(line(anItem({ expiresAtMs: noon + hour }), aSnooze())).toMatchObject({
      params: { more: { key: "expiry.snoozed-in-vain" } },
    });
  });

  it("mentions nobody where nobody is to be disturbed", () => {
    const owners = new Map([["trading desk", ["U0TRADER"]]]);
    const userIds = (who: typeof owners | undefined) =>
      expiryLine(anItem(), { nowMs: noon, owners: who, snooze: undefined }).params["userIds"];

    expect([userIds(owners), userIds(undefined)]).toEqual([["U0TRADER"], []]);
  });

  it("names every kind", () => {
    const kinds = ["secret-id", "value", "signing-key", "own-login", "github", "certificate"] as const;

    expect(kinds.map((kind) => whatEnds({ kind, name: "x" }).key)).toEqual(kinds.map((kind) => `expiry.${kind}`));
  });
});
