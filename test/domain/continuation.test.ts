import { describe, expect, it } from "vitest";
import { chain, emptyTrail, type TrailHead } from "../../src/domain/audit.ts";
import {
  type Continuation,
  codeOf,
  continuationEvent,
  continuationIn,
  continuationStatement,
  createChainWalk,
  namesChanged,
  namesWitnessed,
  rowsOf,
} from "../../src/domain/continuation.ts";
import { noon } from "../support/builders.ts";

const event = (word: string) =>
  ({ atMs: noon, actor: "bot:worker", action: "request.expired", request: word, details: {} }) as const;
const entries = chain(emptyTrail, [event("a"), event("b"), event("c")]);
const placeOf = ({ seq, hash }: TrailHead): TrailHead => ({ seq, hash });
const end = placeOf(entries[2] ?? emptyTrail);
const word: Continuation = {
  lost: { seq: 9, hash: "9".repeat(64) },
  from: end,
  by: "U0BOB",
  atMs: noon + 1,
  reason: "backup",
  kid: "k1",
  signature: "s",
};

describe("a continuation of the audit log", () => {
  it("T22 signs which entries are not as they were written, names those and no others, and asks for another code for others", () => {
    const changed = { ...word, from: { seq: 9, hash: "9" }, changed: [[3, 4] as [number, number]], unsigned: 8 };
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    expect(numbers.filter((seq) => namesChanged(changed, seq))).toEqual([3, 4, 8, 9]);
    expect(JSON.parse(continuationStatement(changed))).toMatchObject({ changed: [[3, 4]], unsigned: 8 });
    expect(codeOf(changed)).not.toBe(codeOf({ ...changed, changed: [[3, 5]] }));
    expect(JSON.parse(continuationStatement(word))).not.toHaveProperty("changed");
  });

  it("puts numbers that follow each other into one row", () => {
    expect(rowsOf([2, 3, 3, 4, 7, 9, 10])).toEqual([
      [2, 4],
      [7, 7],
      [9, 10],
    ]);
    expect(rowsOf([])).toEqual([]);
  });

  it("says in its statement what was lost, where it goes on, who says so, when and why", () => {
    expect(JSON.parse(continuationStatement(word))).toEqual({
      statement: "continue",
      lost: word.lost,
      from: word.from,
      by: "U0BOB",
      atMs: noon + 1,
      reason: "backup",
    });
  });

  it("is read back from the entry behind the one it goes on from, and from no other", () => {
    const [entry] = chain(end, [continuationEvent(word)]);
    const [elsewhere] = chain(placeOf(entries[1] ?? emptyTrail), [continuationEvent(word)]);

    expect(entry && continuationIn(entry)).toEqual(word);
    expect(elsewhere && continuationIn(elsewhere)).toBeUndefined();
    expect(entry && continuationIn({ ...entry, details: {} })).toBeUndefined();
    expect(entry && continuationIn({ ...entry, actor: "bot:worker" })).toBeUndefined();
    expect(entries.map(continuationIn)).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ["an entry that was changed", { lost: { seq: 2, hash: "" }, from: end }, [false, true, true, false]],
    ["a tail that was cut", word, [false, false, false, false]],
  ])("names, for %s, the entries that nobody believes", (_, loss, named) => {
    expect([1, 2, 3, 4].map((seq) => namesChanged(loss, seq))).toEqual(named);
  });

  it("is said of what was witnessed before, not of what comes after", () => {
    expect([noon, noon + 1, noon + 2].map((atMs) => namesWitnessed(word, { atMs }))).toEqual([true, true, false]);
  });
});

describe("a walk along the chain", () => {
  it("goes on behind what was changed and what is missing, and says where both are", () => {
    const [first, second, third] = entries;
    const [last] = chain(end, [continuationEvent(word)]);
    if (!first || !second || !third || !last) throw new Error("four entries");
    const walk = createChainWalk();
    walk.add([{ ...first, actor: "user:U0EVE" }]);
    walk.add([third, last]);

    expect(walk.breaks().map(({ seq, because }) => [seq, because.key])).toEqual([
      [1, "audit.changed"],
      [2, "audit.missing"],
    ]);
    expect([walk.head(), walk.continuations()]).toEqual([placeOf(last), [word]]);
  });

  it("is led nowhere by an entry without a number of its own", () => {
    const [first, second, third] = entries;
    if (!first || !second || !third) throw new Error("three entries");
    const walk = createChainWalk();

    walk.add([first, second, { ...first, actor: "user:U0EVE" }, third]);

    expect(walk.breaks()).toMatchObject([{ seq: 3, because: { key: "audit.missing" } }]);
    expect(walk.head()).toEqual(placeOf(third));
  });
});
