import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  committed,
  isLabelled,
  type LedgerEntry,
  labelledAccessors,
  labelOf,
  ledgerDocument,
  ledgerWrite,
  pendingInDoubt,
  RoleLedger,
  retired,
  retiredUntil,
  withMaybe,
  withoutPending,
  withPending,
} from "../../src/domain/ledger.ts";
import { aLedger, aLedgerEntry, hour, noon } from "../support/builders.ts";

const retireAtMs = noon + 24 * hour;
const commit = (ledger: RoleLedger, others: readonly LedgerEntry[] = []) =>
  committed(ledger, { deliveredAtMs: noon, delivered: { "acme/x · SECRET": noon }, retireAtMs, others });

/** Any ledger, with every accessor labelled once. */
const anyLedger = fc
  .uniqueArray(fc.record({ number: fc.nat({ max: 12 }), retireAtMs: fc.option(fc.nat()) }), { selector: ({ number }) => number })
  .chain((entries) =>
    fc.record({ entries: fc.constant(entries), ends: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 6 })) }),
  )
  .map(({ entries, ends: [currents, pendings, previous] }) => {
    const all = entries.map(({ number, retireAtMs: at }) => aLedgerEntry(`accessor-${number}`, { retireAtMs: at }));
    const [current, pending] = [all.slice(0, currents % 2), all.slice(1, 1 + (pendings % 2))];
    const rest = all.slice(2);
    return aLedger({
      current: current[0] ?? null,
      pending: pending[0] ?? null,
      previous: rest.slice(0, previous),
      maybe: rest.slice(previous),
    });
  });

describe("the ledger of a role", () => {
  it("labels a rotation from issue to retirement", () => {
    const old = aLedgerEntry("old", { deliveredAtMs: noon - hour });
    const before = aLedger({ generation: 4, current: old });

    const pending = withPending(before, aLedgerEntry("new", { generation: 5 }));
    const after = commit(pending);
    const end = retired(after, ["old"]);

    expect(labelledAccessors(pending)).toEqual(new Set(["old", "new"]));
    expect(after).toMatchObject({ generation: 5, current: { accessor: "new", deliveredAtMs: noon }, pending: null });
    expect(after.previous).toEqual([{ ...old, retireAtMs }]);
    expect(end).toMatchObject({ current: { accessor: "new" }, previous: [] });
  });

  it("knows all that were made until then as previous, where they were too many to name", () => {
    const pending = withPending(aLedger({ current: aLedgerEntry("old") }), aLedgerEntry("new", { createdAtMs: noon + 1 }));
    const after = committed(pending, { deliveredAtMs: noon, delivered: {}, retireAtMs, others: [], othersUntilMs: noon });
    const info = (accessor: string, createdAtMs: number) => ({ accessor, createdAtMs, metadata: {} });

    expect(after.earlier).toEqual({ untilMs: noon, retireAtMs });
    expect([info("new", noon + 1), info("x", noon), info("y", noon + 1)].map((one) => labelOf(one, after))).toEqual([
      "current",
      "previous",
      "foreign",
    ]);
    expect([info("x", noon), info("y", noon + 1)].map(isLabelled(after))).toEqual([true, false]);
    expect(commit(withPending(after, aLedgerEntry("newer"))).earlier).toEqual(after.earlier);
    expect(retiredUntil(after, noon - 1).earlier).toEqual(after.earlier);
    expect(retiredUntil(after, noon).earlier).toBeNull();
    expect(retiredUntil(aLedger(), noon).earlier).toBeNull();
  });

  it("reads what a release wrote that named every one", () => {
    const { earlier: _, ...older } = aLedger({ current: aLedgerEntry("old") });

    expect(RoleLedger.parse(older)).toEqual(aLedger({ current: aLedgerEntry("old") }));
  });

  it("keeps alive, beside what was in doubt already, what may have been delivered", () => {
    const ledger = withMaybe(aLedger({ maybe: [aLedgerEntry("a")] }), [aLedgerEntry("b")]);

    expect(labelledAccessors(ledger)).toEqual(new Set(["a", "b"]));
    expect(ledger.maybe.map(({ accessor }) => accessor)).toEqual(["a", "b"]);
  });

  it("forgets what was destroyed, wherever it stood", () => {
    const ledger = aLedger({ previous: [aLedgerEntry("a"), aLedgerEntry("b")], maybe: [aLedgerEntry("c"), aLedgerEntry("d")] });

    const after = retired(ledger, ["a", "c", "unknown"]);

    expect(labelledAccessors(after)).toEqual(new Set(["b", "d"]));
  });

  it("forgets a PENDING that was destroyed", () => {
    const ledger = withPending(aLedger(), aLedgerEntry("new"));

    expect(withoutPending(ledger)).toEqual(aLedger());
  });

  it("keeps a PENDING in doubt as MAYBE, and nothing where there is none", () => {
    const maybe = aLedgerEntry("perhaps");

    const doubtful = pendingInDoubt(withPending(aLedger({ maybe: [maybe] }), aLedgerEntry("new")));

    expect(doubtful.pending).toBeNull();
    expect(doubtful.maybe.map(({ accessor }) => accessor)).toEqual(["perhaps", "new"]);
    expect(pendingInDoubt(aLedger())).toEqual(aLedger());
  });

  it("commits nothing without a PENDING", () => {
    const ledger = aLedger({ current: aLedgerEntry("old") });

    expect(commit(ledger)).toBe(ledger);
  });

  it("keeps what the ledger knows about an accessor over what was only seen", () => {
    const previous = aLedgerEntry("older", { generation: 3, retireAtMs: noon + 1 });
    const seen = aLedgerEntry("older", { request: null, generation: 0 });

    const after = commit(aLedger({ previous: [previous], pending: aLedgerEntry("new") }), [seen, aLedgerEntry("by-hand")]);

    expect(after.previous).toContainEqual(previous);
    expect(after.previous).toContainEqual(aLedgerEntry("by-hand", { retireAtMs }));
    expect(after.previous).toHaveLength(2);
  });

  it("never loses a label, whatever the order", () => {
    fc.assert(
      fc.property(anyLedger, fc.uniqueArray(fc.nat({ max: 12 })), (ledger, seen) => {
        const others = seen.map((at) => aLedgerEntry(`accessor-${at}`, { request: null }));

        const kept = [commit(ledger, others), pendingInDoubt(ledger), withPending(withoutPending(ledger), aLedgerEntry("new"))];

        for (const accessor of labelledAccessors(withoutPending(ledger)))
          for (const after of kept) expect(labelledAccessors(after)).toContain(accessor);
      }),
    );
  });

  it("gives every older SecretID a time to retire, never later than the overlap and never later than it had", () => {
    fc.assert(
      fc.property(anyLedger, fc.uniqueArray(fc.nat({ max: 12 })), (ledger, seen) => {
        fc.pre(ledger.pending !== null);
        const others = seen.map((at) => aLedgerEntry(`accessor-${at}`, { request: null }));
        const older = [ledger.current, ...ledger.previous, ...ledger.maybe].flatMap((entry) => entry ?? []);

        const after = commit(ledger, others);

        expect(after.maybe).toEqual([]);
        expect(new Set(after.previous.map(({ accessor }) => accessor)).size).toBe(after.previous.length);
        for (const { accessor, retireAtMs: hadMs } of older) {
          const entry = after.previous.find((previous) => previous.accessor === accessor);
          expect(entry?.retireAtMs).toBe(Math.min(hadMs ?? retireAtMs, retireAtMs));
        }
        expect(after.previous.map(({ accessor }) => accessor)).not.toContain(after.current?.accessor);
      }),
    );
  });

  it("is stored under the role's name and read back as it was", () => {
    const ledger = aLedger({ current: aLedgerEntry("a"), maybe: [aLedgerEntry("b")] });

    const { document, value } = ledgerWrite(ledger);

    expect(document).toBe(ledgerDocument("profinaut-db"));
    expect(RoleLedger.parse(JSON.parse(JSON.stringify(value)))).toEqual(ledger);
  });
});
