import { describe, expect, it, vi } from "vitest";
import { commandText, parseInput } from "../../src/app/registry.ts";
import { parseCommand } from "../../src/domain/command.ts";
import type { Json } from "../../src/domain/json.ts";
import type { RoleLedger } from "../../src/domain/ledger.ts";
import type { Progress, StepContext } from "../../src/domain/operation.ts";
import type { Sentence } from "../../src/domain/sentence.ts";
import { destroyAll, notTakenBack, verify } from "../../src/operations/clean-up/destroy.ts";
import { type CleanUpFacts, lookBeforeCleaningUp } from "../../src/operations/clean-up/facts.ts";
import { CleanUpInput } from "../../src/operations/clean-up/input.ts";
import { cleanUp } from "../../src/operations/clean-up.ts";
import { rotate } from "../../src/operations/rotate.ts";
import type { AppRoles, SecretIdInfo } from "../../src/ports/app-roles.ts";
import { aLedger, aLedgerEntry, alice, aPolicy, hour, noon, requestId } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { aRole, aSecretId, roles, tagged } from "./a-role.ts";

const day = 24 * hour;
const input: CleanUpInput = { role: "profinaut-db", reason: "" };
const signal = new AbortController().signal;
const live: readonly SecretIdInfo[] = [
  aSecretId("aaaaaaaa-current", { expiresAtMs: null, ...tagged() }),
  aSecretId("bbbbbbbb-previous"),
  aSecretId("cccccccc-pending"),
  aSecretId("dddddddd-maybe"),
  aSecretId("eeeeeeee-1-orphan", tagged()),
  aSecretId("eeeeeeee-2-foreign", { expiresAtMs: null, metadata: { owner: "ci", token: `hvs.${"a".repeat(30)}` } }),
];
const ledger = aLedger({
  current: aLedgerEntry("aaaaaaaa-current"),
  previous: [aLedgerEntry("bbbbbbbb-previous")],
  pending: aLedgerEntry("cccccccc-pending"),
  maybe: [aLedgerEntry("dddddddd-maybe")],
  delivered: { "acme/x · DB": noon - day },
});

/** Made one a second from noon on: every third an orphan, every other without an end. */
const many = (count: number): readonly SecretIdInfo[] =>
  Array.from({ length: count }, (_, at) =>
    aSecretId(`${String(at).padStart(8, "0")}-x`, {
      createdAtMs: noon + at * 1_000,
      expiresAtMs: at % 2 === 0 ? null : noon + 30 * day,
      metadata: at % 3 === 0 ? { request: requestId } : {},
    }),
  );

/** Before anything was delivered, and since. */
const byHand = [aSecretId("before", { createdAtMs: noon - 4 * day }), aSecretId("later")];

/** A role whose SecretIDs can be destroyed. */
function aWorld({
  secretIds = live,
  known = ledger,
  appRoles = {},
  // As the one in use was made, or long before anything was.
  writtenAtMs = known.current === null ? noon - 3 * day : noon - day,
}: {
  readonly secretIds?: readonly SecretIdInfo[];
  readonly known?: RoleLedger;
  readonly writtenAtMs?: number | null;
  readonly appRoles?: Partial<AppRoles>;
} = {}) {
  const self = { alive: new Map(secretIds.map((info) => [info.accessor, info])), known, writtenAtMs, lostUntilMs: 0 };
  const order: string[] = [];
  const ports = portsWith({
    roles: roles(aRole()),
    ledgers: { read: async () => self.known },
    trailGaps: { lostUntilMs: async () => self.lostUntilMs || undefined },
    destinations: {
      look: async () => ({ updatedAtMs: self.writtenAtMs }),
      changed: async () => ({ updatedAtMs: self.writtenAtMs }),
    },
    appRoles: {
      missingCapabilities: async () => [],
      live: async () => [...self.alive.values()],
      accessors: async () => [...self.alive.keys()],
      lookUp: async (_, accessor) => self.alive.get(accessor),
      destroy: async (_, accessor) => {
        order.push(`destroy ${accessor}`);
        self.alive.delete(accessor);
      },
      ...appRoles,
    },
  });
  const look = (approved?: CleanUpFacts) => lookBeforeCleaningUp({ requestId, input, ports, signal, nowMs: noon, approved });
  const context = (facts: CleanUpFacts, progress?: Json): StepContext<CleanUpInput, CleanUpFacts, unknown> => ({
    ...{ requestId, input, facts, progress, ports, signal, done: {} },
    people: { requester: alice, approvedBy: [], origin: "C0OPS" },
    now: () => noon,
    recordProgress: async ({ part, details }) => void order.push(`mark ${part} ${JSON.stringify(details)}`),
  });
  return { self, order, ports, look, context };
}

describe("what is typed after clean-up", () => {
  const parsed = (text: string) => parseInput(CleanUpInput, parseCommand(text));

  it("is a role and a reason, and reads back as the same", () => {
    const given = parsed("clean-up Profinaut-DB old  pipeline");

    expect(given).toEqual({ role: "profinaut-db", reason: "old pipeline" });
    expect(parsed(commandText(cleanUp, given))).toEqual(given);
  });

  it.each([
    ["no role", "clean-up", "clean-up.role-missing"],
    ["T9 a path", "clean-up ../../sys", "rotate.role-malformed"],
    ["a flag", "clean-up profinaut-db --all", "clean-up.flag-unknown"],
    ["a long reason", `clean-up profinaut-db ${"word ".repeat(80)}`, "command.reason-too-long"],
  ])("is refused with what to type: %s", (_, text, key) => {
    expect(() => parsed(text)).toThrow(expect.objectContaining({ sentence: expect.objectContaining({ key }) }));
  });
});

describe("looking before cleaning up", () => {
  it("sees exactly what serves nobody, by a name that cannot be confused", async () => {
    const facts = await aWorld().look();

    expect(facts).toMatchObject({ current: { accessor: "aaaaaaaa-current" }, more: 0 });
    expect(facts.ends).toEqual([
      {
        accessor: "eeeeeeee-1-orphan",
        short: "eeeeeeee-1",
        request: requestId,
        createdAtMs: noon - day,
        expiresAtMs: noon + 30 * day,
        notes: ["generation=1"],
      },
      {
        accessor: "eeeeeeee-2-foreign",
        short: "eeeeeeee-2",
        request: null,
        createdAtMs: noon - day,
        expiresAtMs: null,
        notes: ["owner=ci", "token=…"],
      },
    ]);
  });

  it("counts those that are too many to be shown one by one, with the span in which they were made", async () => {
    const facts = await aWorld({ secretIds: [...live.slice(0, 1), ...many(30)] }).look();
    const brief = cleanUp.describe(input, facts);

    expect(facts).toMatchObject({
      ends: [],
      endsAll: { orphan: 10, foreign: 20, neverExpiring: 15, fromMs: noon, untilMs: noon + 29_000 },
    });
    expect(brief.title.params).toEqual({ role: "profinaut-db", count: 30 });
    expect(brief.facts.map(({ value }) => value.params)).toEqual([
      { orphan: 10, foreign: 20, neverExpiring: 15 },
      { fromAtMs: noon, untilAtMs: noon + 29_000 },
      { accessor: "aaaaaaaa" },
    ]);
    expect(cleanUp.steps.flatMap((step) => step.parts(input, facts)).map(({ id }) => id)).toEqual(["destroy-all", "verify"]);
    expect(cleanUp.outcome(input, facts, {}).params).toMatchObject({ count: 30 });
  });

  it("T7 takes fewer of many for no change, and one made since for one", async () => {
    const { self, look } = aWorld({ secretIds: [...live.slice(0, 1), ...many(30)] });
    const approved = await look();
    for (const { accessor } of many(20)) self.alive.delete(accessor);
    const fewer = await look(approved);
    self.alive.set("new", aSecretId("new", { createdAtMs: noon + hour }));

    expect(fewer).toEqual(approved);
    expect(await look(approved)).not.toEqual(approved);
  });

  it("shows what a card of an older release left for the next time", async () => {
    const facts = { ...(await aWorld().look()), more: 5 };

    expect(cleanUp.describe(input, facts).facts.map(({ label }) => label.key)).toContain("clean-up.label.more");
  });

  it.each<[string, number | null, readonly string[], string]>([
    ["written to long ago", noon - 3 * day, ["later"], "clean-up.value.stays-older"],
    ["never written to", null, ["before", "later"], "clean-up.value.stays-none"],
  ])("ends, of a role that was never rotated, what no destination can hold: %s", async (_, writtenAtMs, ends, stays) => {
    const facts = await aWorld({ secretIds: byHand, known: aLedger(), writtenAtMs }).look();
    const brief = cleanUp.describe(input, facts);

    expect(facts).toMatchObject({ current: null, writtenAtMs, ends: ends.map((accessor) => ({ accessor })) });
    expect(brief.facts.at(-1)?.value.key).toBe(stays);
    expect(brief.impact.key).toBe("clean-up.impact-unrotated");
    expect(cleanUp.outcome(input, facts, {})).toMatchObject({ key: "clean-up.done-unrotated", params: { count: ends.length } });
  });

  it.each<[string, Parameters<typeof aWorld>[0], string]>([
    ["there is nothing to clean", { secretIds: live.slice(0, 4) }, "clean-up.nothing"],
    ["the current one is gone", { secretIds: live.slice(1) }, "clean-up.current-gone"],
    ["the ledger is lost: some carry our tag", { known: aLedger(), writtenAtMs: null }, "doubt"],
    [
      "Vault holds one of a later rotation than the ledger knows",
      { secretIds: [...live, aSecretId("ffffffff-later", tagged(2))] },
      "doubt",
    ],
    ["somebody wrote to a destination since the delivery", { writtenAtMs: noon }, "doubt"],
    [
      "each may be what a destination holds, whatever a clock says",
      { known: aLedger(), secretIds: byHand, writtenAtMs: noon - 23 * hour },
      "clean-up.no-current",
    ],
    ["we lack a right", { appRoles: { missingCapabilities: async () => ["update x"] } }, "rotate.capabilities"],
  ])("refuses before anybody is asked when %s", async (_, changes, code) => {
    await expect(aWorld(changes).look()).rejects.toMatchObject({ code });
  });

  it("T7 sees one that appeared or vanished as a change", async () => {
    const { self, look } = aWorld();
    const approved = await look();
    self.alive.delete("eeeeeeee-1-orphan");
    const fewer = await look();
    self.alive.set("ffffffff-new", aSecretId("ffffffff-new"));

    expect(fewer).not.toEqual(approved);
    expect((await look()).ends.map(({ accessor }) => accessor)).toEqual(["eeeeeeee-2-foreign", "ffffffff-new"]);
  });
});

describe("cleaning up", () => {
  it("never runs beside a rotation of the role", () => {
    expect(cleanUp.lock(input)).toBe(rotate.lock({ ...input, leaked: false }));
  });

  it("tells the approver each one that ends, and that whoever uses it stops working", async () => {
    const facts = await aWorld().look();
    const brief = cleanUp.describe(input, facts);
    const lines = cleanUp.steps.flatMap((step) => step.parts(input, facts));

    expect(brief.title.params).toEqual({ role: "profinaut-db", count: 2 });
    expect(brief.facts[0]?.value.params).toEqual({ orphan: 1, foreign: 1, neverExpiring: 1 });
    expect(brief.impact.key).toBe("clean-up.impact");
    expect(lines.map(({ id, title }) => [id, title.params["accessor"]])).toEqual([
      ["destroy-0", "eeeeeeee-1"],
      ["destroy-1", "eeeeeeee-2"],
      ["verify", undefined],
    ]);
    expect(cleanUp.outcome(input, facts, {}).params).toMatchObject({ count: 2 });
  });

  it("follows the role's stricter policy, and is of a configured role", () => {
    const settings = portsWith({ roles: roles(aRole({ approval: { required: 2 } })) });

    expect(cleanUp.approval(input, aPolicy(), settings)).toMatchObject({ required: 2 });
    expect(() => cleanUp.validateConfiguration(input, settings)).not.toThrow();
    expect(() => cleanUp.validateConfiguration({ ...input, role: "other" }, settings)).toThrow(
      expect.objectContaining({ code: "rotate.not-configured" }),
    );
  });

  it("T22 is on the trail before each effect, and then looks again", async () => {
    const { order, look, context } = aWorld();
    const facts = await look();

    const { checkpoint } = await destroyAll(context(facts));

    expect(order).toEqual([
      'mark destroy-0 {"destroying":"eeeeeeee-1-orphan"}',
      "destroy eeeeeeee-1-orphan",
      'mark destroy-1 {"destroying":"eeeeeeee-2-foreign"}',
      "destroy eeeeeeee-2-foreign",
    ]);
    expect(checkpoint).toEqual({ destroyed: 2 });
    expect((await verify(context(facts))).checkpoint).toEqual({ live: 4 });
  });

  it("takes what is gone already for done", async () => {
    const { self, order, look, context } = aWorld();
    const facts = await look();
    self.alive.delete("eeeeeeee-1-orphan");

    await destroyAll(context(facts, ["eeeeeeee-1-orphan"]));

    expect(order.filter((what) => what.startsWith("destroy"))).toEqual(["destroy eeeeeeee-2-foreign"]);
  });

  it.each<[string, (world: ReturnType<typeof aWorld>) => void, string]>([
    [
      "the ledger labels by then",
      ({ self }) => {
        self.known = aLedger({ ...ledger, maybe: [aLedgerEntry("eeeeeeee-1-orphan")] });
      },
      "clean-up.in-use",
    ],
    ["may be all that works by then", ({ self }) => void self.alive.delete("aaaaaaaa-current"), "clean-up.current-gone"],
    [
      "nobody can tell from what works by then",
      ({ self }) => {
        self.known = aLedger();
      },
      "doubt",
    ],
    [
      "is as new as what works by then",
      ({ self }) => void self.alive.set("eeeeeeee-1-orphan", aSecretId("eeeeeeee-1-orphan", tagged(2))),
      "doubt",
    ],
    [
      "a destination may hold by then",
      ({ self }) => {
        self.writtenAtMs = noon;
      },
      "doubt",
    ],
    [
      "may have been forgotten by then",
      ({ self }) => {
        self.lostUntilMs = noon;
      },
      "doubt",
    ],
  ])("T21 T24 never touches what %s", async (_, happen, code) => {
    const world = aWorld();
    const facts = await world.look();
    happen(world);

    await expect(destroyAll(world.context(facts))).rejects.toMatchObject({ code });
    expect(world.order).toEqual([]);
  });

  it("T21 ends many in pages, each named before it ends, and what was labelled or made since the approval stays", async () => {
    const { self, order, look, context } = aWorld({ secretIds: [...live.slice(0, 1), ...many(600)] });
    const facts = await look();
    self.alive.set("new", aSecretId("new", { createdAtMs: noon + hour }));
    self.known = aLedger({ ...ledger, maybe: [aLedgerEntry("00000003-x")] });
    const seen: (Sentence | undefined)[] = [];
    const recordProgress = async ({ details, note }: Progress) => {
      seen.push(note);
      const accessors = details?.["destroying"];
      if (Array.isArray(accessors)) order.push(...accessors.map((accessor) => `named ${accessor}`));
    };

    const { checkpoint } = await destroyAll({ ...context(facts), recordProgress });

    expect(checkpoint).toEqual({ destroyed: 600 });
    expect([...self.alive.keys()]).toEqual(["aaaaaaaa-current", "00000003-x", "new"]);
    const destroyed = order.filter((what) => what.startsWith("destroy "));
    expect(destroyed).toHaveLength(599);
    expect(destroyed.filter((what) => !order.slice(0, order.indexOf(what)).includes(what.replace("destroy", "named")))).toEqual(
      [],
    );
    expect(seen.map((note) => note?.params)).toEqual([
      { ended: 0, total: 600 },
      { ended: 248, total: 600 },
      { ended: 498, total: 600 },
    ]);
    expect((await verify(context(facts))).checkpoint).toEqual({ live: 3 });
  });

  it("does not call many done while one is alive", async () => {
    const world = aWorld({ secretIds: [...live.slice(0, 1), ...many(30)] });

    await expect(verify(world.context(await world.look()))).rejects.toMatchObject({
      code: "clean-up.still-there",
      sentence: { params: { accessors: many(5).map(({ accessor }) => accessor.slice(0, 8)) } },
    });
  });

  it.each<[string, (world: ReturnType<typeof aWorld>) => void]>([
    [
      "a destination is written to",
      ({ self }) => {
        self.writtenAtMs = noon;
      },
    ],
    [
      "it was rotated, and lost",
      ({ self }) => {
        self.known = aLedger({ current: aLedgerEntry("elsewhere") });
      },
    ],
  ])("T21 stops cleaning up a role that was never rotated when meanwhile %s", async (_, happen) => {
    const world = aWorld({ secretIds: byHand, known: aLedger() });
    const facts = await world.look();
    happen(world);

    await expect(destroyAll(world.context(facts))).rejects.toThrow();
    expect(world.order).toEqual([]);
  });

  it("cannot take back that many ended, and says that trying again goes on", async () => {
    const { look, context } = aWorld({ secretIds: [...live.slice(0, 1), ...many(30)] });

    expect(await notTakenBack(context(await look(), ["begun"]))).toMatchObject({
      remains: { key: "clean-up.remains-many" },
    });
  });

  it("destroys nothing when the record cannot be written", async () => {
    const { order, look, context } = aWorld();
    const recordProgress = vi.fn(() => Promise.reject(new Error("lock lost")));

    await expect(destroyAll({ ...context(await look()), recordProgress })).rejects.toThrow("lock lost");
    expect(order).toEqual([]);
  });

  it("T24 cannot be taken back where Vault says that one is gone, whatever the notes say", async () => {
    const { look, context, self } = aWorld();
    const facts = await look();
    self.alive.delete("eeeeeeee-1-orphan");

    expect(await notTakenBack(context(facts))).toMatchObject({
      remains: { params: { destroyed: ["eeeeeeee-1"], rest: ["eeeeeeee-2"] } },
    });
    const over = facts.ends.map((one) => ({ ...one, expiresAtMs: noon }));
    expect(await notTakenBack(context({ ...facts, ends: over }))).toEqual({ undone: true });
  });

  it("T24 may not be taken back, being many, where the trail has lost what came after", async () => {
    const { look, context, self } = aWorld({ secretIds: [...live, ...many(30)] });
    const facts = await look();

    expect(await notTakenBack(context(facts))).toEqual({ undone: true });
    self.lostUntilMs = noon;
    expect(await notTakenBack(context(facts))).toMatchObject({ remains: { key: "clean-up.remains-many" } });
  });

  it("cannot be taken back once one was begun, and says which are left", async () => {
    const { look, context } = aWorld();
    const facts = await look();

    expect(await notTakenBack(context(facts))).toEqual({ undone: true });
    expect(await notTakenBack(context(facts, ["eeeeeeee-1-orphan"]))).toMatchObject({
      undone: false,
      remains: { params: { destroyed: ["eeeeeeee-1"], rest: ["eeeeeeee-2"] } },
    });
  });

  it("does not call it done while one is alive or the current one is gone", async () => {
    const world = aWorld();
    const facts = await world.look();

    await expect(verify(world.context(facts))).rejects.toMatchObject({ code: "clean-up.still-there" });
    for (const accessor of [...facts.ends.map((one) => one.accessor), "aaaaaaaa-current"]) world.self.alive.delete(accessor);
    await expect(verify(world.context(facts))).rejects.toMatchObject({ code: "clean-up.current-gone" });
  });
});
