import { describe, expect, it } from "vitest";
import {
  doubtOfDestinations,
  doubtOfHolding,
  doubtOfMemory,
  entryOf,
  generationOf,
  type Holding,
  isLater,
  type SeenSecretId,
  type Witnesses,
} from "../../src/domain/doubt.ts";
import type { RoleLedger } from "../../src/domain/ledger.ts";
import { aLedger, aLedgerEntry, hour, noon, requestId } from "../support/builders.ts";

const made = (accessor: string, generation: string | undefined, createdAtMs: number): SeenSecretId => ({
  accessor,
  createdAtMs,
  metadata: generation === undefined ? {} : { request: requestId, generation },
});
const serving = made("serving", "4", noon);
const current = aLedgerEntry("serving", { generation: 4, deliveredAtMs: noon + 2_000 });
const ledger = aLedger({ generation: 4, current, previous: [aLedgerEntry("before", { generation: 3 })] });
const before = made("before", "3", noon - hour);

describe("T24 what the ledger of a role remembers", () => {
  it.each<[string, Partial<Witnesses>]>([
    ["Vault knows no other", {}],
    ["an older one is left", { live: [serving, before, made("orphan", "3", noon - 2 * hour)] }],
    ["somebody issued one by hand, later", { live: [serving, made("by-hand", undefined, noon + hour)] }],
    ["by hand, with a word for a number", { live: [serving, made("by-hand", "seventh", noon + hour)] }],
    ["the trail lost something before it was issued", { lostUntilMs: noon - 1 }],
    ["the one in use is gone, and nothing newer is there", { live: [before] }],
  ])("is not doubted when %s", (_, seen) => {
    expect(doubtOfMemory(ledger, { live: [serving, before], lostUntilMs: undefined, ...seen })).toBeUndefined();
  });

  it.each<[string, RoleLedger, Partial<Witnesses>, string]>([
    ["Vault holds one of a later rotation", ledger, { live: [serving, made("later", "5", noon - hour)] }, "doubt.newer"],
    ["Vault made one later for the same rotation", ledger, { live: [serving, made("later", "4", noon + 1)] }, "doubt.newer"],
    ["the one in use is gone, and one of a later rotation is there", ledger, { live: [made("later", "5", noon)] }, "doubt.newer"],
    ["the ledger is empty, and Vault knows rotations", aLedger(), { live: [before] }, "doubt.newer"],
    [
      "the ledger names another rotation than Vault",
      { ...ledger, current: { ...current, generation: 9 } },
      {},
      "doubt.other-tag",
    ],
    ["another request than Vault", { ...ledger, current: { ...current, request: "req_other" } }, {}, "doubt.other-tag"],
    ["one in use that was issued by hand", ledger, { live: [made("serving", undefined, noon)] }, "doubt.other-tag"],
    ["the trail lost something after it was issued", ledger, { lostUntilMs: noon }, "doubt.trail"],
    ["the trail lost something, and nothing is in use", aLedger(), { live: [], lostUntilMs: 1 }, "doubt.trail"],
    ["the trail lost something, and what was in use is gone", ledger, { live: [], lostUntilMs: 1 }, "doubt.trail"],
  ])("is doubted when %s", (_, known, seen, key) => {
    expect(doubtOfMemory(known, { live: [serving, before], lostUntilMs: undefined, ...seen })).toMatchObject({ key });
  });

  it("is not doubted for what is being delivered, or may have been", () => {
    const known = { ...ledger, pending: aLedgerEntry("pending"), maybe: [aLedgerEntry("maybe")] };
    const live = [serving, made("pending", "6", noon + hour), made("maybe", "5", noon + hour)];

    expect(doubtOfMemory(known, { live, lostUntilMs: undefined })).toBeUndefined();
  });

  it("counts rotations by Vault's tag", () => {
    expect(["12", "-1", "1e3", "9999999999", ""].map((generation) => generationOf(made("x", generation, noon)))).toEqual([
      12,
      ...Array(4).fill(undefined),
    ]);
    expect(generationOf({ metadata: { generation: "12" } })).toBeUndefined();
  });
});

describe("T12 T24 what every destination holds, by what Vault and GitHub say", () => {
  const name = "acme/x · DB";
  const holding = (changes: Partial<Holding> = {}): Holding => ({
    ...{ role: "profinaut-db", current: serving, live: [before], destinations: [{ name, updatedAtMs: noon + 2_000 }] },
    ...changes,
  });
  const at = (updatedAtMs: number | null) => ({ destinations: [{ name, updatedAtMs }] });
  const aMinuteBefore = made("a-minute-before", "3", noon - 60_000);

  it.each<[string, Partial<Holding>]>([
    ["it changed shortly after that one was issued", {}],
    ["in the second in which it was issued", at(noon - 999)],
    ["a little before, by another clock, and no other was issued about then", at(noon - 50_000)],
    ["it changed after that one, and one was issued shortly before", { ...at(noon + 1_000), live: [aMinuteBefore] }],
    ["somebody issued one by hand since", { live: [made("by-hand", undefined, noon + hour)] }],
  ])("is proven when %s", (_, changes) => {
    expect(doubtOfHolding(holding(changes))).toBeUndefined();
  });

  it.each<[string, Partial<Holding>, string]>([
    ["that one was issued by hand", { current: made("serving", undefined, noon) }, "doubt.other-tag"],
    ["one of a later rotation is alive, whatever a ledger calls it", { live: [made("later", "5", noon - hour)] }, "doubt.newer"],
    ["one of the same rotation was made later", { live: [made("later", "4", noon + 1)] }, "doubt.newer"],
    ["a destination changed long after", at(noon + hour), "doubt.changed"],
    ["a destination changed before", at(noon - hour), "doubt.changed"],
    ["it changed a little before, when another was issued", { ...at(noon - 50_000), live: [aMinuteBefore] }, "doubt.changed"],
    ["nothing is there", at(null), "doubt.missing"],
  ])("is not when %s", (_, changes, key) => {
    expect(doubtOfHolding(holding(changes))).toMatchObject({ key });
  });
});

it("a SecretID is later than another by Vault's number of its rotation, then by its time, and one issued by hand never is", () => {
  const byHand = made("by-hand", undefined, noon + hour);

  expect([isLater(serving, before), isLater(serving, byHand), isLater(made("twin", "4", noon + 1), serving)]).toEqual([
    true,
    true,
    true,
  ]);
  expect([isLater(before, serving), isLater(serving, serving), isLater(byHand, serving)]).toEqual([false, false, false]);
});

describe("T24 what a destination holds", () => {
  const name = "acme/x · DB";
  const at = (updatedAtMs: number | null) => [{ name, updatedAtMs }];
  const delivered = { ...ledger, delivered: { [name]: noon } };

  it.each<[string, RoleLedger, number | null, number]>([
    ["it changed when it was delivered to", delivered, noon, noon + 24 * hour],
    ["GitHub's answer is a little older, right after", delivered, noon - hour, noon + 60_000],
    ["an older ledger does not say when, and it changed about then", ledger, noon + 30_000, noon + hour],
    ["an older ledger could not tell", { ...ledger, delivered: { [name]: null } }, noon, noon + hour],
  ])("is certain when %s", (_, known, updatedAtMs, nowMs) => {
    expect(doubtOfDestinations(known, at(updatedAtMs), nowMs)).toBeUndefined();
  });

  it.each<[string, RoleLedger, number | null, string]>([
    ["somebody wrote since", delivered, noon + 1_000, "doubt.changed"],
    ["it is older than the delivery, and stays so", delivered, noon - 1_000, "doubt.changed"],
    ["what was delivered is gone", delivered, null, "doubt.missing"],
    ["nothing is there that could be seen", ledger, null, "doubt.missing"],
    ["it was configured since, and holds something older", ledger, noon - hour, "doubt.never-delivered"],
    ["it was configured since, and holds something younger", ledger, noon + hour, "doubt.never-delivered"],
    ["nothing was ever delivered", aLedger(), noon, "doubt.never-delivered"],
    ["nobody knows when it was delivered", aLedger({ current: aLedgerEntry("serving") }), noon + hour, "doubt.never-delivered"],
    [
      "it is older, and nobody knows since when it is delivered",
      { ...delivered, current: { ...current, deliveredAtMs: null } },
      noon - hour,
      "doubt.changed",
    ],
    ["it is older, and nothing is in use", { ...delivered, current: null }, noon - hour, "doubt.changed"],
  ])("is doubted when %s", (_, known, updatedAtMs, key) => {
    expect(doubtOfDestinations(known, at(updatedAtMs), noon + 24 * hour)).toMatchObject({ key, params: { destination: name } });
  });
});

describe("a SecretID that the ledger knows nothing of", () => {
  it("stands there as Vault shows it, with what its tags say and nothing else", () => {
    const seen = { accessor: "a", createdAtMs: noon, expiresAtMs: null };
    const entry = { ...seen, deliveredAtMs: null, retireAtMs: null };

    expect(entryOf({ ...seen, metadata: { request: "req_1", generation: "3" } })).toEqual({
      ...entry,
      request: "req_1",
      generation: 3,
    });
    expect(entryOf({ ...seen, metadata: {} })).toEqual({ ...entry, request: null, generation: 0 });
  });
});
