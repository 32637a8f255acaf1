import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boundedResult,
  dayMs,
  daysOld,
  type ExpiryItem,
  expiryKinds,
  foundIn,
  inOrderOfDeath,
  isDue,
  readExpiry,
  renewalAction,
  urgencyOf,
  weeksAhead,
} from "../../src/domain/expiry.ts";
import { peopleWhoOwn } from "../../src/domain/owners.ts";
import { say } from "../../src/domain/sentence.ts";
import { isSigningKeyPath } from "../../src/domain/signing-key-path.ts";
import { anItem, aSecretId } from "../support/an-expiry.ts";
import { noon } from "../support/builders.ts";

const sentence = say("help.summary", {});
const inDays = (days: number): Partial<ExpiryItem> => ({ expiresAtMs: noon + days * dayMs });
const never = { expiresAtMs: null };
const old = { issuedAtMs: noon - 400 * dayMs };

const someItem: fc.Arbitrary<ExpiryItem> = fc
  .record({
    kind: fc.constantFrom(...expiryKinds),
    name: fc.string({ maxLength: 6 }),
    expiresAtMs: fc.option(fc.integer({ min: noon - 50 * dayMs, max: noon + 400 * dayMs })),
    issuedAtMs: fc.option(fc.integer({ min: noon - 800 * dayMs, max: noon })),
    mayBeEndless: fc.boolean(),
    renewal: fc.constantFrom<ExpiryItem["renewal"]>("itself", { how: sentence }, { verb: "rotate", target: "x" }),
  })
  .map(anItem);

describe("how urgent something is", () => {
  it.each([
    ["expired", anItem(inDays(0))],
    ["week", anItem(inDays(7))],
    ["fortnight", anItem(inDays(14))],
    ["month", anItem(inDays(30))],
    ["later", anItem(inDays(31))],
    ["later", anItem(never)],
    ["endless", aSecretId(never)],
    ["old", aSecretId(old)],
    ["old", aSecretId({ ...never, ...old })],
    ["later", aSecretId()],
    ["endless", aSecretId({ ...never, issuedAtMs: null })],
    ["later", aSecretId({ ...inDays(0), renewal: "itself" })],
  ])("is %s", (urgency, item) => {
    expect(urgencyOf(item, noon)).toBe(urgency);
  });

  it("makes it due within the days that are asked for, and always when it is wrong today", () => {
    const due = (item: ExpiryItem) => isDue(item, noon, 30 * dayMs);

    expect([anItem(inDays(30)), anItem(inDays(-5)), aSecretId(never), aSecretId(old)].map(due)).toEqual([true, true, true, true]);
    expect([anItem(inDays(31)), anItem(never), aSecretId({ ...inDays(1), renewal: "itself" })].map(due)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

const inShort = ({ kind, name, expiresAtMs, issuedAtMs }: ExpiryItem) => [kind, name, expiresAtMs, issuedAtMs];

describe("what dies first", () => {
  it("is at the top, whatever the order it was found in", () => {
    fc.assert(
      fc.property(fc.array(someItem, { maxLength: 40 }), fc.nat(), (items, seed) => {
        const shuffled = [...items].sort((a, b) => ((a.name.length + seed) % 3) - ((b.name.length + seed) % 3));
        const sorted = inOrderOfDeath(items);
        const deaths = sorted.map(({ expiresAtMs, renewal }) =>
          renewal === "itself" || expiresAtMs === null ? Number.POSITIVE_INFINITY : expiresAtMs,
        );

        expect(sorted).toHaveLength(items.length);
        expect(deaths).toEqual([...deaths].sort((a, b) => (a < b ? -1 : Number(a > b))));
        expect(inOrderOfDeath(shuffled).map(inShort)).toEqual(sorted.map(inShort));
        expect(inOrderOfDeath(sorted)).toEqual(sorted);
      }),
    );
  });

  it("is followed by what never ends, oldest first, and at last by what renews itself", () => {
    const items = [
      aSecretId({ name: "itself", renewal: "itself" }),
      aSecretId({ name: "b", ...never }),
      aSecretId({ name: "a", ...never }),
      aSecretId({ name: "older", ...never, ...old }),
      anItem({ name: "first" }),
    ];

    expect(inOrderOfDeath(items).map(({ name }) => name)).toEqual(["first", "older", "a", "b", "itself"]);
  });
});

describe("the coming 13 weeks", () => {
  it("count what ends in each, what is over in the first, and what never does in none", () => {
    const days = [-3, 0, 6, 7, 90, 91, 200].map((day) => anItem(inDays(day)));

    const weeks = weeksAhead([...days, anItem(never), aSecretId({ ...inDays(1), renewal: "itself" })], noon);

    expect(weeks).toEqual([3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
});

describe("the request that renews something", () => {
  it.each<[string, Partial<ExpiryItem>, object | undefined]>([
    ["ends", inDays(6.5), say("expiry.reason-expires", { days: 6 })],
    ["is over", inDays(-2), say("expiry.reason-expired", { days: 2 })],
    ["never ends", never, say("expiry.reason-endless", {})],
    ["is old", old, say("expiry.reason-old", { days: 400 })],
  ])("says why, when it %s", (_, changes, reason) => {
    expect(renewalAction(aSecretId(changes), noon)).toMatchObject({ command: "rotate profinaut-db", reason });
  });

  it("gives no reason where there is none, and is none where a person has to do it elsewhere", () => {
    expect(renewalAction(anItem(never), noon)).toEqual({ label: say("expiry.register", {}), command: "register bybit" });
    expect(renewalAction(anItem({ renewal: { how: sentence } }), noon)).toBeUndefined();
    expect(renewalAction(anItem({ renewal: "itself" }), noon)).toBeUndefined();
  });
});

describe("what sources found", () => {
  const source = { name: "values", title: sentence, readAtMs: noon, items: [], failures: [], failure: null };

  it("is each thing once, with everything that could not be looked at", () => {
    const failure = say("vault.sealed", {});
    const { items, failures } = foundIn({
      sources: [
        { ...source, items: [anItem(), aSecretId()], failures: [{ what: "x", because: failure }] },
        { ...source, items: [anItem()], failure },
      ],
    });

    expect(items.map(({ kind }) => kind)).toEqual(["value", "secret-id"]);
    expect(failures).toEqual([
      { source: sentence, what: "x", because: failure },
      { source: sentence, what: "", because: failure },
    ]);
  });

  it("is kept within bounds: what dies first, and how much is left out", () => {
    const items = Array.from({ length: 2_500 }, (_, at) => anItem({ name: `v${at}`, ...inDays(2_500 - at) }));
    const failures = Array.from({ length: 30 }, () => ({ what: "x", because: sentence }));

    const kept = boundedResult({ items, failures });

    expect(kept.items).toHaveLength(2_000);
    expect(kept.items[0]?.name).toBe("v2499");
    expect(kept.failures.at(-1)).toEqual({ what: "", because: say("expiry.left-out", { count: 510 }) });
    expect(boundedResult({ items: items.slice(0, 3) })).toMatchObject({ failures: [] });
  });
});

describe("small rules", () => {
  it.each([
    ["2027-01-31", Date.UTC(2027, 0, 31)],
    ["2027-01-31T09:00:00+09:00", Date.UTC(2027, 0, 31)],
    ["soon", undefined],
  ])("an end noted as %s", (noted, atMs) => {
    expect(readExpiry(noted)).toBe(atMs);
  });

  it("what nobody knows the age of is not old", () => {
    expect([daysOld(anItem({ issuedAtMs: null }), noon), daysOld(anItem(), noon)]).toEqual([0, 20]);
  });

  it("an owner is a Slack account, or named in the configuration, by the owner's name or by the AppRole", () => {
    const owners = new Map([
      ["trading desk", ["U0TRADER"]],
      ["profinaut-db", ["U0DBA"]],
    ]);

    expect(peopleWhoOwn(anItem(), owners)).toEqual(["U0TRADER"]);
    expect(peopleWhoOwn(anItem({ owner: "U0ALICE" }), owners)).toEqual(["U0ALICE"]);
    expect(peopleWhoOwn(aSecretId(), owners)).toEqual(["U0DBA"]);
    expect(peopleWhoOwn(anItem({ owner: "nobody" }), owners)).toEqual([]);
  });

  it("keys that sign live below release, on both sides", () => {
    expect(["release", "release/next", "staging/release"].every(isSigningKeyPath)).toBe(true);
    expect(["db", "staging", "staging/db", "released"].some(isSigningKeyPath)).toBe(false);
  });
});
