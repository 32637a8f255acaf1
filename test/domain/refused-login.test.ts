import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  emptyLoginMemory,
  LoginMemory,
  type LoginTry,
  refusedWith,
  suspectsOf,
  withLogins,
} from "../../src/domain/refused-login.ts";
import { aLedger, aLedgerEntry, hour, noon, requestId } from "../support/builders.ts";

const oldRequest = "req_0123456789";
const aTry = (outcome: LoginTry["outcome"], changes: Partial<LoginTry> = {}): LoginTry => ({
  ...{ atMs: noon, address: "10.0.0.5", roleId: "role-db", secretId: "old", outcome },
  ...(outcome === "in"
    ? { role: "profinaut-db", request: oldRequest, generation: "4" }
    : { role: undefined, request: undefined, generation: undefined }),
  ...changes,
});
const current = (changes: Partial<LoginTry> = {}): LoginTry =>
  aTry("in", { secretId: "new", request: requestId, generation: "5", ...changes });
const ledger = aLedger({ current: aLedgerEntry("current", { request: requestId, generation: 5 }), generation: 5 });
const suspects = (tries: readonly LoginTry[], nowMs = noon + 1_000, known = ledger) =>
  suspectsOf(withLogins(emptyLoginMemory, tries, nowMs), known);

describe("who was refused", () => {
  it("with a retired SecretID is known by an earlier login with it, from the first time on", () => {
    expect(suspects([aTry("in"), current(), aTry("refused", { atMs: noon + 500 })])).toEqual([
      {
        ...{ which: "retired", request: oldRequest, generation: "4", mark: "old" },
        ...{ addresses: ["10.0.0.5"], count: 1, sinceMs: noon + 500, saltSinceMs: null },
      },
    ]);
  });

  it("is counted by SecretID, from everywhere, with those that only the lockout refused", () => {
    const tries = [
      aTry("in"),
      aTry("refused", { atMs: noon + 2 }),
      aTry("refused", { atMs: noon + 1, address: "10.0.0.4" }),
      aTry("shut-out", { atMs: noon + 3 }),
    ];

    expect(suspects(tries)).toMatchObject([{ addresses: ["10.0.0.4", "10.0.0.5"], count: 3, sinceMs: noon + 1 }]);
  });

  it("because of a lockout alone is no suspect: the right SecretID is refused just so", () => {
    expect(suspects([current(), ...Array.from({ length: 9 }, () => aTry("shut-out", { secretId: "new" }))])).toEqual([]);
  });

  it.each([
    ["in use, of which a slip says nothing", "new", [current()], 3, "in-use"],
    ["that never logged in, of which a slip says nothing", "strange", [current()], 3, "unknown"],
    ["issued by hand", "hand", [aTry("in", { secretId: "hand", request: undefined })], 1, "by-hand"],
    ["with metadata that nobody of ours wrote", "hand", [aTry("in", { secretId: "hand", request: "<!channel>" })], 1, "by-hand"],
  ] as const)("with a SecretID %s", (_, secretId, before, from, which) => {
    const times = (count: number) => Array.from({ length: count }, () => aTry("refused", { secretId }));

    expect(suspects([...before, ...times(from - 1)])).toEqual([]);
    expect(suspects([...before, ...times(from)])).toMatchObject([{ which, count: from }]);
  });

  it.each(["previous", "pending", "maybe"] as const)(
    "with the SecretID that the ledger calls %s uses one that is alive",
    (label) => {
      const entry = aLedgerEntry("other", { request: oldRequest });
      const known = aLedger(label === "pending" ? { pending: entry } : { [label]: [entry] });

      expect(suspects([aTry("in"), ...Array.from({ length: 3 }, () => aTry("refused"))], noon, known)).toMatchObject([
        { which: "in-use" },
      ]);
    },
  );

  it("comes in the order of how sure it is, then of how often", () => {
    const many = (count: number, secretId: string) => Array.from({ length: count }, () => aTry("refused", { secretId }));
    const hand = aTry("in", { secretId: "hand", request: undefined });

    expect(
      suspects([
        current(),
        aTry("in"),
        hand,
        ...many(9, "a"),
        ...many(20, "b"),
        ...many(3, "new"),
        ...many(1, "hand"),
        ...many(1, "old"),
      ]).map(({ which, count }) => `${which} ${count}`),
    ).toEqual(["retired 1", "by-hand 1", "unknown 20", "unknown 9", "in-use 3"]);
  });

  it("as another role, or as one that nobody knows, is not this role's", () => {
    const other = aTry("in", { roleId: "role-kafka", role: "profinaut-kafka", secretId: "k" });

    expect(suspects([other, aTry("refused", { roleId: "role-kafka", secretId: "k" }), aTry("refused", { roleId: "?" })])).toEqual(
      [],
    );
    expect(suspects([aTry("in", { role: undefined }), aTry("refused")])).toEqual([]);
  });

  it("is forgotten an hour after the last time", () => {
    const tries = [aTry("in"), aTry("refused"), aTry("refused", { atMs: noon + hour / 2 })];

    expect(suspects(tries, noon + 1.5 * hour - 1)).toHaveLength(1);
    expect(suspects(tries, noon + 1.5 * hour)).toEqual([]);
  });

  it("is said in words", () => {
    const [retired] = suspects([aTry("in"), aTry("refused")]);
    const keys = (["retired", "in-use", "by-hand", "unknown"] as const).map(
      (which) => retired && refusedWith({ ...retired, which }).key,
    );

    expect(keys).toEqual(["login.retired", "login.in-use", "login.by-hand", "login.unknown"]);
  });

  it("is not called unknown by itself where the log's device was made anew: it may have logged in before", () => {
    const tries = [current(), ...[1, 2, 3].map(() => aTry("refused", { secretId: "strange" }))];
    const memory = withLogins({ ...emptyLoginMemory, saltSinceMs: noon - hour }, tries, noon);
    const [suspect] = suspectsOf(memory, ledger);

    expect(suspect && refusedWith(suspect)).toMatchObject({ key: "login.unknown-since", params: { sinceMs: noon - hour } });
  });
});

describe("what is kept of a log", () => {
  const tries = fc.array(
    fc.record<LoginTry>({
      atMs: fc.integer({ min: noon - hour + 1, max: noon }),
      address: fc.constantFrom("10.0.0.1", "10.0.0.2"),
      roleId: fc.constantFrom("a", "b"),
      secretId: fc.constantFrom("1", "2", "3"),
      outcome: fc.constantFrom("in", "refused", "shut-out"),
      role: fc.constantFrom("profinaut-db", undefined),
      request: fc.constantFrom(oldRequest, requestId, undefined),
      generation: fc.constantFrom("4", "x", undefined),
    }),
    { maxLength: 40 },
  );

  it("is the same however the log was cut into looks", () => {
    fc.assert(
      fc.property(tries, fc.nat(40), (all, at) => {
        const once = withLogins(emptyLoginMemory, all, noon);
        const twice = withLogins(withLogins(emptyLoginMemory, all.slice(0, at), noon), all.slice(at), noon);
        // What is equally recent may stand in another order.
        const sorted = ({ refusals, ...rest }: LoginMemory) => ({
          ...rest,
          refusals: new Set(refusals.map((each) => JSON.stringify(each))),
        });

        expect(sorted(twice)).toEqual(sorted(once));
        expect(LoginMemory.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
      }),
    );
  });

  it("accuses nobody of a SecretID that Vault never looked at and refused", () => {
    fc.assert(
      fc.property(tries, (all) => {
        const refused = new Set(all.filter(({ outcome }) => outcome === "refused").map(({ secretId }) => secretId));

        for (const { mark } of suspects(all, noon)) expect(refused).toContain(mark);
      }),
    );
  });

  it("has a bound, and keeps what was seen last", () => {
    const many = Array.from({ length: 2_000 }, (_, at) => at);
    const memory = withLogins(
      emptyLoginMemory,
      [
        ...many.map((at) => aTry("in", { atMs: noon - 2_000 + at, secretId: `s${at}`, roleId: `r${at}` })),
        ...many.map((at) => aTry("refused", { atMs: noon - 2_000 + at, secretId: `x${at}` })),
      ],
      noon,
    );

    expect(JSON.stringify(memory).length).toBeLessThan(150_000);
    expect(memory.secretIds["s1999"]).toMatchObject({ request: oldRequest });
    expect(memory.secretIds["s0"]).toBeUndefined();
    expect(memory.refusals[0]).toMatchObject({ secretId: "x1999" });
  });
});
