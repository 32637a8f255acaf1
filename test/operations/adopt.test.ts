import { describe, expect, it } from "vitest";
import { commandText, parseInput } from "../../src/app/registry.ts";
import { parseCommand } from "../../src/domain/command.ts";
import { doubtOfMemory } from "../../src/domain/doubt.ts";
import { ConflictError } from "../../src/domain/errors.ts";
import { RoleLedger } from "../../src/domain/ledger.ts";
import { say } from "../../src/domain/sentence.ts";
import { type AdoptFacts, lookBeforeAdopting } from "../../src/operations/adopt/facts.ts";
import { AdoptInput } from "../../src/operations/adopt/input.ts";
import { findTakenOver, takeOver } from "../../src/operations/adopt/take-over.ts";
import { adopt } from "../../src/operations/adopt.ts";
import type { SecretIdInfo } from "../../src/ports/app-roles.ts";
import { aLedger, aLedgerEntry, alice, aPolicy, hour, noon, requestId } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { aRole, aSecretId, roles } from "./a-role.ts";

const input: AdoptInput = { role: "profinaut-db", reason: "" };
const signal = new AbortController().signal;
const issued = (accessor: string, generation: number, createdAtMs: number): SecretIdInfo =>
  aSecretId(accessor, { createdAtMs, metadata: { request: `req_${generation}`, generation: String(generation) } });
const [older, newest, byHand] = [issued("aaaaaaaa-3", 3, noon - hour), issued("bbbbbbbb-4", 4, noon), aSecretId("cccccccc-x")];
const deliverTo = ["DB", "DB_TOO"].map((secret) => ({ github: "repository", repository: "acme/x", secret }) as const);
const [first, second] = ["acme/x · DB", "acme/x · DB_TOO"];

/** A role as Vault and GitHub have it, and an empty ledger. */
function aWorld(changes: Partial<World> = {}) {
  const self: World = {
    live: [byHand, older, newest],
    known: aLedger(),
    updatedAtMs: { DB: noon + 1_000, DB_TOO: noon + 3_000 },
    lostUntilMs: noon + hour,
    missing: [],
    unreadable: undefined,
    ...changes,
  };
  const ports = portsWith({
    roles: roles(aRole({ deliverTo })),
    ledgers: {
      read: async () => {
        if (self.unreadable !== undefined) throw self.unreadable;
        return self.known;
      },
    },
    trailGaps: { lostUntilMs: async () => self.lostUntilMs },
    destinations: { changed: async ({ secret }) => ({ updatedAtMs: self.updatedAtMs[secret] ?? null }) },
    appRoles: { live: async () => self.live, missingCapabilities: async () => self.missing },
  });
  const look = (approved?: AdoptFacts) => lookBeforeAdopting({ requestId, input, ports, signal, nowMs: noon, approved });
  const take = async (facts: AdoptFacts) => {
    const context = {
      ...{ requestId, input, facts, ports, signal, progress: undefined, done: {} },
      people: { requester: alice, approvedBy: [], origin: "C0OPS" },
      now: () => noon + 2 * hour,
      recordProgress: async () => {},
    };
    if ((await findTakenOver(context)) !== undefined) throw new Error("it was taken over before");
    const { documents = [], checkpoint } = await takeOver(context);
    self.known = RoleLedger.parse(documents[0]?.value);
    self.unreadable = undefined;
    return { ledger: self.known, checkpoint, found: await findTakenOver(context) };
  };
  return { self, look, take };
}

interface World {
  live: readonly SecretIdInfo[];
  known: RoleLedger;
  updatedAtMs: { readonly [secret: string]: number | null };
  lostUntilMs: number | undefined;
  missing: readonly string[];
  unreadable: Error | undefined;
}

describe("what is typed after adopt", () => {
  const parsed = (text: string) => parseInput(AdoptInput, parseCommand(text));

  it("is a role and a reason, and reads back as the same", () => {
    const given = parsed("adopt Profinaut-DB Redis was  emptied");

    expect(given).toEqual({ role: "profinaut-db", reason: "Redis was emptied" });
    expect(parsed(commandText(adopt, given))).toEqual(given);
    expect(adopt.reason(given)).toBe("Redis was emptied");
    expect(adopt.lock(given)).toBe("approle/profinaut-db");
  });

  it.each([
    ["no role", "adopt", "adopt.role-missing"],
    ["T9 a path", "adopt ../../sys", "rotate.role-malformed"],
    ["a flag", "adopt profinaut-db --all", "adopt.flag-unknown"],
  ])("is refused with what to type: %s", (_, text, key) => {
    expect(() => parsed(text)).toThrow(expect.objectContaining({ sentence: expect.objectContaining({ key }) }));
  });
});

describe("T24 taking over what Vault and GitHub say of a role", () => {
  it("finds what every destination holds, writes it down, and settles what was lost until then", async () => {
    const { self, look, take } = aWorld();

    const facts = await look();
    const { ledger, checkpoint, found } = await take(facts);

    expect(facts).toEqual({
      ...{ role: "profinaut-db", generation: 4, others: { byBot: 1, byHand: 1 }, lostUntilMs: noon + hour },
      current: { accessor: "bbbbbbbb-4", short: "bbbbbbbb", createdAtMs: noon, expiresAtMs: newest.expiresAtMs },
      destinations: [
        { name: first, updatedAtMs: noon + 1_000, isProven: true },
        { name: second, updatedAtMs: noon + 3_000, isProven: true },
      ],
    });
    expect(ledger).toMatchObject({
      ...{ generation: 4, pending: null, previous: [], maybe: [] },
      current: { accessor: "bbbbbbbb-4", request: "req_4", generation: 4, deliveredAtMs: noon + 3_000 },
      delivered: { [first]: noon + 1_000, [second]: noon + 3_000 },
      adopted: { atMs: noon + 2 * hour, request: requestId, lostUntilMs: noon + hour },
    });
    expect([checkpoint, found?.checkpoint]).toEqual([{ current: "bbbbbbbb-4" }, { current: "bbbbbbbb-4" }]);
    expect(doubtOfMemory(ledger, self)).toBeUndefined();
    // What is lost later is another matter.
    expect(doubtOfMemory(ledger, { ...self, lostUntilMs: noon + 2 * hour })).toMatchObject({ key: "doubt.trail" });
    await expect(look()).rejects.toMatchObject({ code: "adopt.nothing" });
  });

  it.each<[string, Partial<World>, readonly boolean[]]>([
    ["a destination changed since", { updatedAtMs: { DB: noon + 1_000, DB_TOO: noon + hour } }, [true, false]],
    ["a destination is not there", { updatedAtMs: { DB: noon + 1_000 } }, [true, false]],
    ["the newest one was never delivered", { updatedAtMs: { DB: noon - hour, DB_TOO: noon - hour } }, [false, false]],
  ])("never guesses what is in use: it keeps all that the bot issued when %s", async (_, changes, proven) => {
    const { self, look, take } = aWorld(changes);

    const facts = await look();
    const { ledger } = await take(facts);

    expect(facts.destinations.map(({ isProven }) => isProven)).toEqual(proven);
    expect(facts).toMatchObject({ current: null, others: { byBot: 2, byHand: 1 } });
    expect(ledger).toMatchObject({ current: null, generation: 4, delivered: {} });
    expect(ledger.maybe.map(({ accessor }) => accessor)).toEqual(["aaaaaaaa-3", "bbbbbbbb-4"]);
    expect(doubtOfMemory(ledger, self)).toBeUndefined();
    expect(adopt.outcome(input, facts, {})).toMatchObject({ key: "adopt.done-unknown" });
  });

  it("takes over an older ledger as well, and a role that nothing was issued for", async () => {
    const serving = aLedgerEntry("aaaaaaaa-3", { request: "req_3", generation: 3, createdAtMs: noon - hour });
    const old = aWorld({ known: aLedger({ generation: 3, current: serving }), lostUntilMs: undefined });
    const none = aWorld({ live: [byHand] });

    expect(await old.look()).toMatchObject({ current: { accessor: "bbbbbbbb-4" }, lostUntilMs: null });
    expect(await none.look()).toMatchObject({ current: null, generation: 0, others: { byBot: 0, byHand: 1 } });
    expect((await none.take(await none.look())).ledger).toMatchObject({ current: null, maybe: [], generation: 0 });
  });

  it("takes over where what is stored is no ledger, and waits where the store cannot be asked", async () => {
    const unreadable = aWorld({ unreadable: new ConflictError("ledger.unreadable", say("adopt.role-missing", {})) });
    const down = aWorld({ unreadable: new Error("down") });

    const facts = await unreadable.look();
    expect(facts).toMatchObject({ current: { accessor: "bbbbbbbb-4" } });
    expect((await unreadable.take(facts)).ledger.current?.accessor).toBe("bbbbbbbb-4");
    await expect(down.look()).rejects.toThrow("down");
  });

  it("writes nothing down that is not as it was approved; that one of the others ended is no change", async () => {
    const { self, look, take } = aWorld();
    const facts = await look();
    self.live = [older, newest];

    expect(await look(facts)).toEqual(facts);
    self.updatedAtMs = { DB: noon + hour, DB_TOO: noon + hour };
    expect(await look(facts)).not.toEqual(facts);
    await expect(take(facts)).rejects.toMatchObject({ code: "adopt.changed" });
    expect(self.known.adopted).toBeNull();
  });

  it("refuses before anybody is asked when we lack a right, and when the role is not configured", async () => {
    await expect(aWorld({ missing: ["update x"] }).look()).rejects.toMatchObject({ code: "rotate.capabilities" });
    expect(() => adopt.validateConfiguration({ ...input, role: "profinaut-none" }, portsWith())).toThrow();
  });

  it("asks what the role asks for, and says how it ended", () => {
    const settings = portsWith({ roles: roles(aRole({ approval: { required: 2 } })) });

    expect(adopt.approval(input, aPolicy(), settings).required).toBe(2);
  });
});
