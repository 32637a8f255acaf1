import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AuditEntry,
  type AuditEvent,
  chain,
  checkChain,
  checkpointStatement,
  emptyTrail,
  formatCheckpoint,
  parseCheckpoint,
} from "../../src/domain/audit.ts";
import { canonicalJson } from "../../src/domain/json.ts";
import { noon, requestId } from "../support/builders.ts";

const event = (step: string): AuditEvent => ({
  atMs: noon,
  actor: "bot:worker",
  action: "step.done",
  request: requestId,
  details: { step, retired: ["a", "b"], count: 2, none: null },
});
const trail = chain(emptyTrail, ["one", "two", "three", "four"].map(event));
const index = fc.nat({ max: trail.length - 1 });

describe("chain", () => {
  it("numbers entries from one and chains each to the one before", () => {
    const check = checkChain(emptyTrail, trail);

    expect(trail.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(check).toEqual({ intact: true, head: { seq: 4, hash: trail.at(-1)?.hash } });
  });

  it("goes on where an earlier part ended", () => {
    const [first, ...rest] = trail;
    const head = { seq: 1, hash: first?.hash ?? "" };

    expect(
      chain(
        head,
        rest.map(({ details }) => event(String(details["step"]))),
      ),
    ).toEqual(rest);
    expect(checkChain(head, rest).intact).toBe(true);
  });
});

describe("checkChain", () => {
  const put = (at: number, entry: AuditEntry): readonly AuditEntry[] => trail.with(at, entry);

  it("T22 names the entry in which any byte was changed", () => {
    const text = trail.map(canonicalJson);
    fc.assert(
      fc.property(index, fc.nat(), fc.constantFrom(..."0aZ{"), (at, place, letter) => {
        const line = text[at] ?? "";
        const spot = place % line.length;
        const changed = line.slice(0, spot) + letter + line.slice(spot + 1);
        const entry = readBack(changed);
        fc.pre(entry !== undefined && canonicalJson(entry) !== line);

        const check = checkChain(emptyTrail, entry === undefined ? trail : put(at, entry));

        expect(check).toMatchObject({ intact: false, seq: at + 1 });
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ["time", { atMs: noon + 1 }],
    ["actor", { actor: "user:U0EVE" }],
    ["action", { action: "run.succeeded" }],
    ["request", { request: null }],
    ["details", { details: {} }],
    ["previous hash", { prevHash: `${"0".repeat(63)}1` }],
    ["hash", { hash: "0".repeat(64) }],
  ])("T22 sees a changed %s", (_, changes) => {
    const second = trail[1];

    const check = checkChain(emptyTrail, second === undefined ? [] : put(1, { ...second, ...changes }));

    expect(check).toEqual({ intact: false, seq: 2, because: { key: "audit.changed", params: { seq: 2 } } });
  });

  it("T22 names the first entry that is missing", () => {
    fc.assert(
      fc.property(fc.nat({ max: trail.length - 2 }), (at) => {
        const check = checkChain(emptyTrail, trail.toSpliced(at, 1));

        expect(check).toMatchObject({ intact: false, seq: at + 1, because: { key: "audit.missing" } });
      }),
    );
  });

  it("T22 names the first of two entries that were swapped", () => {
    fc.assert(
      fc.property(index, index, (a, b) => {
        const [one, other] = [trail[a], trail[b]];
        fc.pre(a !== b && one !== undefined && other !== undefined);

        const check = checkChain(emptyTrail, one && other ? trail.with(a, other).with(b, one) : trail);

        expect(check).toMatchObject({ intact: false, seq: Math.min(a, b) + 1 });
      }),
    );
  });

  it("T22 does not take an entry of another trail, even with a hash that fits itself", () => {
    const [forged] = chain({ seq: 1, hash: "f".repeat(64) }, [event("two")]);

    const check = checkChain(emptyTrail, forged === undefined ? [] : put(1, forged));

    expect(check).toMatchObject({ intact: false, seq: 2 });
  });

  it("T22 ends earlier on a trail that was cut, which a checkpoint of the head shows", () => {
    const check = checkChain(emptyTrail, trail.slice(0, 2));

    expect(check).toEqual({ intact: true, head: { seq: 2, hash: trail[1]?.hash } });
  });
});

describe("a checkpoint as text", () => {
  const checkpoint = { seq: 4, hash: "a".repeat(64), atMs: noon, previousSeq: 2, kid: "k-1", signature: "c2ln" };

  it("is read back from among other words", () => {
    expect(parseCheckpoint(`look: ${formatCheckpoint(checkpoint)} (new)`)).toEqual(checkpoint);
  });

  it.each(["", "trail-checkpoint", formatCheckpoint({ ...checkpoint, hash: "short" }), "seq=1 hash=2"])("is not: %s", (text) => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });

  it("signs all that it says", () => {
    const { kid: _, signature: __, ...said } = checkpoint;

    expect(checkpointStatement(checkpoint)).toEqual({ statement: "trail-checkpoint", ...said });
  });
});

function readBack(text: string): AuditEntry | undefined {
  try {
    const entry: AuditEntry = JSON.parse(text);
    return Object.keys(entry).sort().join() ===
      Object.keys(trail[0] ?? {})
        .sort()
        .join()
      ? entry
      : undefined;
  } catch {
    return undefined;
  }
}
