import { describe, expect, it } from "vitest";
import type { RoleLedger } from "../../src/domain/ledger.ts";
import { type Committed, commit, retire } from "../../src/operations/rotate/commit-and-retire.ts";
import type { RotateFacts } from "../../src/operations/rotate/facts.ts";
import { issueAndDeliver, takeBack } from "../../src/operations/rotate/issue-and-deliver.ts";
import type { SecretIdInfo } from "../../src/ports/app-roles.ts";
import { aLedger, aLedgerEntry, alice, hour, noon, requestId } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { aRole, aSecretId, roles, tagged } from "./a-role.ts";

const day = 24 * hour;
const destination = "acme/x · DB";
const [old, serving] = [aSecretId("old"), aSecretId("serving", { ...tagged(2), createdAtMs: noon })];
const current = aLedgerEntry("serving", { generation: 2, deliveredAtMs: noon });
const previous = [aLedgerEntry("old", { request: null, generation: 0, createdAtMs: noon - day })];

const facts: RotateFacts = {
  ...{ role: "profinaut-db", policies: [], secretIdTtlS: 3_600, secretIdNumUses: 0, overlapMs: hour },
  destinations: [{ name: destination, exists: true }],
  replaces: [{ accessor: "old", createdAtMs: noon - day, byBot: false }],
};

/** A role at Vault and GitHub, and what the bot remembers of it. */
function aWorld(ledger: RoleLedger, live: readonly SecretIdInfo[]) {
  const self = {
    ledger,
    live: new Map(live.map((info) => [info.accessor, info])),
    updatedAtMs: noon,
    lostUntilMs: noon - day,
    nowMs: noon + 2 * hour,
    destroyed: [] as string[],
    onDestroy: (): void => undefined,
  };
  const ports = portsWith({
    roles: roles(aRole()),
    ledgers: { read: async () => self.ledger },
    trailGaps: { lostUntilMs: async () => self.lostUntilMs },
    destinations: {
      look: async () => ({ updatedAtMs: self.updatedAtMs }),
      changed: async () => ({ updatedAtMs: self.updatedAtMs }),
    },
    appRoles: {
      live: async () => [...self.live.values()],
      accessors: async () => [...self.live.keys()],
      lookUp: async (_, accessor) => self.live.get(accessor),
      destroy: async (_, accessor) => {
        self.destroyed.push(accessor);
        self.live.delete(accessor);
        self.onDestroy();
      },
    },
  });
  const context = {
    ...{ requestId, facts, ports, progress: undefined, signal: new AbortController().signal },
    input: { role: "profinaut-db", leaked: false, reason: "" },
    people: { requester: alice, approvedBy: [], origin: "C0OPS" },
    now: () => self.nowMs,
    recordProgress: async () => {},
  };
  return { self, context };
}
type World = ReturnType<typeof aWorld>["self"];

const set = (what: Partial<World>) => (world: World) => void Object.assign(world, what);
const add = (info: SecretIdInfo) => (world: World) => void world.live.set(info.accessor, info);

/** Each is what Redis looks like beside the world when it is older than that. */
const doubts: readonly (readonly [string, (world: World) => void, string])[] = [
  ["Vault says that the one in use is of another rotation", add({ ...serving, ...tagged(7) }), "doubt"],
  ["a destination changed since the delivery", set({ updatedAtMs: noon + hour }), "doubt"],
  ["the trail has lost what came after the delivery", set({ lostUntilMs: noon + 1 }), "doubt"],
  ["the one in use is gone", (world) => void world.live.delete("serving"), "rotate.current-gone"],
];

describe("T24 what a rotation replaced", () => {
  const done = { commit: { accessor: "serving", expiresAtMs: null, retiring: ["old"], retireAtMs: noon } satisfies Committed };
  const many = Array.from({ length: 300 }, (_, at) => aSecretId(`old-${at}`));
  const all = { ...facts, replaces: [], replacesAll: { count: 300, byHand: 300, oldestAtMs: noon - day, untilMs: noon - day } };

  it("ends when Vault, GitHub and the channel agree", async () => {
    const { self, context } = aWorld(aLedger({ current, previous }), [old, serving]);

    await retire({ ...context, done });

    expect(self.destroyed).toEqual(["old"]);
  });

  it.each(doubts)("does not end while %s", async (_, happens, code) => {
    const { self, context } = aWorld(aLedger({ current, previous }), [old, serving]);
    happens(self);

    const marks: unknown[] = [];
    const recordProgress = async (note: object) => void marks.push(note);
    await expect(retire({ ...context, done, recordProgress })).rejects.toMatchObject({ code });
    // Nor does the trail say that it ends.
    expect([self.destroyed, marks]).toEqual([[], []]);
  });

  it("does not end when it is itself of a later rotation than the one that is remembered as in use", async () => {
    const { self, context } = aWorld(aLedger({ current }), [{ ...old, ...tagged(3) }, serving]);

    await expect(retire({ ...context, done })).rejects.toMatchObject({ code: "doubt" });
    expect(self.destroyed).toEqual([]);
  });

  it("is looked at again before each, and before each page of many", async () => {
    const two = { ...facts, replaces: [...facts.replaces, { accessor: "older", createdAtMs: noon - day, byBot: false }] };
    const one = aWorld(aLedger({ current, previous }), [old, aSecretId("older"), serving]);
    one.self.onDestroy = () => void one.self.live.delete("serving");
    const pages = aWorld(aLedger({ current }), [...many, serving]);
    pages.self.onDestroy = () => void pages.self.live.delete("serving");
    const retiring = { commit: { ...done.commit, retiring: ["old", "older"] } };

    await expect(retire({ ...one.context, facts: two, done: retiring })).rejects.toMatchObject({ code: "rotate.current-gone" });
    await expect(retire({ ...pages.context, facts: all, done })).rejects.toMatchObject({ code: "rotate.current-gone" });
    expect([one.self.destroyed.length, pages.self.destroyed.length]).toEqual([1, 250]);
  });

  it.each(doubts)("does not end, being many, while %s", async (_, happens) => {
    const { self, context } = aWorld(aLedger({ current }), [...many, serving]);
    happens(self);

    await expect(retire({ ...context, facts: all, done })).rejects.toThrow();
    expect(self.destroyed).toEqual([]);
  });

  it("T12 does not end, being many, which is of a later rotation than what took over", async () => {
    const later = { ...many[0], ...aSecretId("later", tagged(3)), createdAtMs: noon - day };
    const { self, context } = aWorld(aLedger({ current, previous }), [...many, later, serving]);

    await retire({ ...context, facts: all, done });

    expect(self.destroyed).toHaveLength(300);
    expect(self.destroyed).not.toContain("later");
  });

  it("does not end where it was approved that all stay, be they few or many", async () => {
    const keeps = { key: "doubt.trail", params: { role: "profinaut-db", atMs: noon } } as const;
    const few = aWorld(aLedger({ current, previous }), [old, serving]);
    const manyMore = aWorld(aLedger({ current }), [...many, serving]);

    await retire({ ...few.context, facts: { ...facts, keeps }, done });
    await retire({ ...manyMore.context, facts: { ...all, keeps }, done });

    expect([few.self.destroyed, manyMore.self.destroyed]).toEqual([[], []]);
  });
});

describe("T12 what was proved by a canary", () => {
  const canary = { repository: "acme/x", file: "canary.yml", ref: "main" };
  const done = {
    prove: { run: 7, url: "https://github.example/7" },
    commit: { accessor: "serving", expiresAtMs: null, retiring: ["old"], retireAtMs: noon },
  };
  const aRun = { run: { conclusion: "success" }, jobs: [{ name: `request ${requestId} generation 2` }] };
  const retiredAfter = async (run: object | undefined, changes: { proved?: boolean; serving?: SecretIdInfo } = {}) => {
    const { self, context } = aWorld(aLedger({ current, previous }), [old, changes.serving ?? serving]);
    Object.assign(context.ports.workflowRuns, { run: async () => run });
    const { commit } = done;
    await retire({ ...context, facts: { ...facts, canary }, done: changes.proved === false ? { commit } : done });
    return self.destroyed;
  };

  it("ends what it replaced when GitHub still has the run that says so", async () => {
    expect(await retiredAfter(aRun)).toEqual(["old"]);
  });

  it.each<[string, object | undefined, { proved?: boolean }]>([
    ["GitHub has no such run", undefined, {}],
    ["it failed", { ...aRun, run: { conclusion: "failure" } }, {}],
    ["it logged in with another one", { ...aRun, jobs: [{ name: `request ${requestId} generation 1` }] }, {}],
    ["there was none", aRun, { proved: false }],
  ])("ends nothing when %s", async (_, run, changes) => {
    await expect(retiredAfter(run, changes)).rejects.toMatchObject({ code: "canary.unproven" });
  });

  it("is not asked of a later rotation, whose own canary proved it", async () => {
    const later = aLedgerEntry("serving", { request: "req_later", generation: 2, deliveredAtMs: noon });
    const { self, context } = aWorld(aLedger({ current: later, previous }), [
      old,
      { ...serving, metadata: { request: "req_later", generation: "2" } },
    ]);

    await retire({ ...context, facts: { ...facts, canary }, done });

    expect(self.destroyed).toEqual(["old"]);
  });
});

describe("T24 what may have been delivered by an earlier attempt", () => {
  const delivered = {
    ...{ accessor: "serving", createdAtMs: noon, expiresAtMs: null, deliveredAtMs: noon },
    updatedAtMs: { [destination]: noon },
  };
  const done = { intent: { updatedAtMs: [noon - day] }, "issue-and-deliver": delivered };
  const maybe = [aLedgerEntry("maybe", { createdAtMs: noon - 1 })];
  const left = aSecretId("maybe", { ...tagged(1), createdAtMs: noon - 1 });
  const pending = { ...current, deliveredAtMs: null };
  const alone = { ...facts, replaces: [] };

  it("lives on through the overlap, as a late write may still arrive, and ends with what was replaced", async () => {
    const { self, context } = aWorld(aLedger({ pending, maybe }), [left, serving]);

    const { checkpoint } = await commit({ ...context, facts: alone, done });
    self.ledger = aLedger({ current, previous: maybe });
    const committed = [...self.destroyed];
    await retire({ ...context, facts: alone, done: { commit: checkpoint } });

    expect([checkpoint.retiring, committed, self.destroyed]).toEqual([["maybe"], [], ["maybe"]]);
  });

  it("lives on after a leak, whose overlap is none: the sweep ends it later", async () => {
    const { self, context } = aWorld(aLedger({ current, previous: maybe }), [left, serving]);
    const commit = { accessor: "serving", expiresAtMs: null, retiring: ["maybe"], retireAtMs: noon };

    await retire({ ...context, facts: { ...alone, overlapMs: 0 }, done: { commit } });

    expect(self.destroyed).toEqual([]);
  });

  it("lives on, whatever a checkpoint says, where Vault says that it is of another request", async () => {
    const others = { ...left, metadata: { request: "req_other", generation: "1" } };
    const { self, context } = aWorld(aLedger({ current, previous: maybe }), [others, serving]);
    const commit = { accessor: "serving", expiresAtMs: null, retiring: ["maybe", "gone"], retireAtMs: noon };

    await retire({ ...context, facts: alone, done: { commit } });

    expect(self.destroyed).toEqual([]);
  });

  it.each(doubts.filter((_, at) => at === 0 || at === 3))("is followed by nothing while %s", async (_, happens) => {
    const { self, context } = aWorld(aLedger({ pending, maybe }), [left, serving]);
    happens(self);

    await expect(commit({ ...context, facts: alone, done })).rejects.toMatchObject({ code: "rotate.pending-lost" });
    expect(self.destroyed).toEqual([]);
  });

  it("lives on where it was approved that all stay", async () => {
    const { self, context } = aWorld(aLedger({ pending, maybe }), [left, serving]);
    const keeps = { key: "doubt.trail", params: { role: "profinaut-db", atMs: noon } } as const;

    await commit({ ...context, facts: { ...alone, keeps }, done });

    expect(self.destroyed).toEqual([]);
  });
});

describe("T24 what Vault holds of this request, and the notes do not know", () => {
  const done = { intent: { updatedAtMs: [noon - day] } };
  const issued = aSecretId("issued", { ...tagged(3), createdAtMs: noon });
  const before = aLedger({ current: aLedgerEntry("serving", { generation: 2, deliveredAtMs: noon - day }) });
  /** A later attempt looks at what is left. */
  const takenUp = async (updatedAtMs: number, intended = done) => {
    const { self, context } = aWorld(before, [serving, issued]);
    self.updatedAtMs = updatedAtMs;
    const marks: unknown[] = [];
    const recordProgress = async (note: object) => void marks.push(note);
    // It goes on to issue another, which this Vault refuses.
    await expect(issueAndDeliver({ ...context, done: intended, recordProgress })).rejects.toThrow("does not call that");
    return { destroyed: self.destroyed, marks: JSON.stringify(marks) };
  };

  it("ends when no destination changed since, by a later attempt or by taking it back", async () => {
    const { self, context } = aWorld(before, [serving, issued]);
    self.updatedAtMs = noon - day;

    expect(await takeBack({ ...context, done })).toMatchObject({ undone: true });
    expect(self.destroyed).toEqual(["issued"]);
    expect((await takenUp(noon - day)).destroyed).toEqual(["issued"]);
  });

  it.each<[string, number, number]>([
    ["a destination changed after it was issued", noon + hour, noon - day],
    ["a destination changed, by a clock that is behind", noon - hour, noon - day],
    ["a destination changed so shortly before that nobody can tell", noon - 1_000, noon - 1_000],
  ])("lives on, as what may be delivered, when %s", async (_, updatedAtMs, intended) => {
    const { self, context } = aWorld(before, [serving, issued]);
    self.updatedAtMs = updatedAtMs;

    const noted = { intent: { updatedAtMs: [intended] } };
    const back = await takeBack({ ...context, done: noted });
    const taken = await takenUp(updatedAtMs, noted);

    expect(back).toMatchObject({ undone: false, remains: { key: "rotate.delivered-maybe" } });
    expect([self.destroyed, taken.destroyed]).toEqual([[], []]);
    expect(taken.marks).toContain('"maybe":[{"accessor":"issued"');
  });

  it("lives on when the ledger knows it, whatever the record of the request remembers", async () => {
    const known = aLedger({ current: aLedgerEntry("issued", { generation: 3, deliveredAtMs: noon }), previous: [current] });
    const { self, context } = aWorld(known, [serving, issued]);
    self.updatedAtMs = noon - day;

    await takeBack({ ...context, done });
    await expect(issueAndDeliver({ ...context, done })).rejects.toThrow("does not call that");

    expect(self.destroyed).toEqual([]);
  });
});
