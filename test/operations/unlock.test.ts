import { describe, expect, it } from "vitest";
import { parseInput } from "../../src/app/registry.ts";
import { parseCommand } from "../../src/domain/command.ts";
import type { Suspect } from "../../src/domain/refused-login.ts";
import { lookBeforeUnlocking, type UnlockFacts } from "../../src/operations/unlock/facts.ts";
import { unlock } from "../../src/operations/unlock.ts";
import type { Lockout } from "../../src/ports/lockouts.ts";
import type { RefusedLogins } from "../../src/ports/refused-logins.ts";
import type { SeenRun, WorkflowRuns } from "../../src/ports/workflow-runs.ts";
import { upstream } from "../app/a-bot.ts";
import { aLedger, aLedgerEntry, alice, aPolicy, noon, requestId } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { aRole, roles } from "./a-role.ts";

const input = { role: "profinaut-db", reason: "" };
const signal = new AbortController().signal;
const locked: Lockout = { role: "profinaut-db", ending: "ab12" };
const facts: UnlockFacts = {
  role: "profinaut-db",
  endings: ["ab12"],
  suspects: [],
  destinations: ["acme/x · S"],
  runs: ["build #7"],
};

const aRun: SeenRun = {
  ...{ id: 7, number: 7, workflow: "build", title: "", event: "push", sha: "", url: "" },
  ...{ createdAtMs: noon, state: "running", conclusion: null },
};

interface World {
  readonly list?: readonly Lockout[];
  readonly missing?: readonly string[];
  readonly deliveredAtMs?: number | null;
  readonly unfinished?: WorkflowRuns["unfinished"];
  readonly of?: RefusedLogins["of"];
}

const suspect: Suspect = {
  ...{ saltSinceMs: null, which: "retired", request: "req_0123456789", generation: "4", mark: "0a1b2c3d" },
  ...{ addresses: ["10.0.0.5"], count: 7, sinceMs: noon },
};

/** A role that may be locked out, and whatever ends it. */
function aWorld({
  list = [locked],
  missing = [],
  deliveredAtMs = noon,
  unfinished = async () => [],
  of = async () => undefined,
}: World = {}) {
  const self = { list };
  const order: string[] = [];
  const ports = portsWith({
    roles: roles(aRole()),
    ledgers: { read: async () => aLedger({ current: { ...aLedgerEntry("current"), deliveredAtMs } }) },
    workflowRuns: { ...portsWith().workflowRuns, unfinished },
    refusedLogins: { of },
    lockouts: {
      list: async () => self.list,
      missingCapabilities: async () => missing,
      end: async ({ ending }) => {
        order.push(`end ${ending}`);
        self.list = self.list.filter((one) => one.ending !== ending);
      },
    },
  });
  const look = (approved?: UnlockFacts) => lookBeforeUnlocking({ requestId, input, ports, signal, nowMs: noon, approved });
  const [step] = unlock.steps;
  const context = (given: UnlockFacts) => ({
    ...{ requestId, input, facts: given, progress: undefined, ports, signal, done: {} },
    people: { requester: alice, approvedBy: [], origin: "C0OPS" },
    now: () => noon,
    recordProgress: async ({ details }: { readonly details?: object }) => void order.push(`mark ${JSON.stringify(details)}`),
  });
  return { order, look, step, context };
}

describe("what is looked at before anybody is asked to approve an unlock", () => {
  it("names the end of each RoleID, the destinations, and the runs that may hold the old SecretID", async () => {
    const asked: unknown[] = [];
    const { look } = aWorld({
      list: [
        { role: undefined, ending: "ffff" },
        { ...locked, ending: "aaaa" },
        locked,
        { role: "profinaut-kafka", ending: "eeee" },
      ],
      unfinished: async (repository, beforeMs) => {
        asked.push([repository, beforeMs - noon]);
        return [aRun];
      },
    });

    const found = await look();

    expect(found).toMatchObject({ role: "profinaut-db", endings: ["aaaa", "ab12"] });
    expect(found.runs).toContain("build #7");
    expect(found.destinations.length).toBeGreaterThan(0);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((each) => Array.isArray(each) && each[1] === 30_000)).toBe(true);
  });

  it("does not wait for GitHub, nor look for runs where nothing was delivered", async () => {
    expect(await aWorld({ unfinished: () => Promise.reject(upstream()) }).look()).toMatchObject({ runs: [] });
    expect(await aWorld({ deliveredAtMs: null, unfinished: () => Promise.reject(new Error("asked")) }).look()).toMatchObject({
      runs: [],
    });
    await expect(aWorld({ unfinished: () => Promise.reject(new Error("a bug")) }).look()).rejects.toThrow("a bug");
  });

  it("names whoever was refused, by Vault's log, and does not wait for the log either", async () => {
    const known = async () => new Map([["profinaut-db", [suspect, suspect, suspect, suspect]]]);

    expect((await aWorld({ of: known }).look()).suspects).toEqual([suspect, suspect, suspect]);
    expect(await aWorld({ of: () => Promise.reject(upstream()) }).look()).toMatchObject({ suspects: [] });
    expect(unlock.describe(input, { ...facts, suspects: [suspect] }).facts).toContainEqual({
      label: { key: "unlock.label.suspect", params: {} },
      value: {
        key: "unlock.value.suspect",
        params: {
          which: { key: "login.retired", params: { request: "req_0123456789", generation: "4" } },
          ...{ addresses: ["10.0.0.5"], count: 7, sinceMs: noon },
        },
      },
    });
  });

  it("refuses a role that is not locked out, and says what the bot may not", async () => {
    await expect(aWorld({ list: [{ role: "profinaut-kafka", ending: "eeee" }] }).look()).rejects.toMatchObject({
      sentence: { key: "unlock.not-locked" },
    });
    await expect(aWorld({ missing: ["read sys/locked-users"] }).look()).rejects.toMatchObject({
      sentence: { key: "unlock.may-not", params: { missing: ["read sys/locked-users"] } },
    });
  });

  it("is the same again when it comes to running: what has ended needs no approval, another RoleID does", async () => {
    expect(await aWorld({ list: [] }).look(facts)).toEqual(facts);
    expect(await aWorld().look(facts)).toEqual(facts);
    expect(await aWorld({ list: [{ ...locked, ending: "cd34" }] }).look(facts)).not.toEqual(facts);
  });
});

describe("unlocking", () => {
  it("is on the trail before it happens, by the end of the RoleID alone", async () => {
    const { order, step, context } = aWorld();

    expect(await step?.find?.(context(facts))).toBeUndefined();
    await step?.run(context(facts));

    expect(order).toEqual(['mark {"role":"profinaut-db","endings":["ab12"]}', "end ab12"]);
    expect(await step?.find?.(context(facts))).toEqual({ checkpoint: {} });
  });

  it("reads as a runbook: who is locked out, what may have done it, and what follows", () => {
    const brief = unlock.describe(input, facts);

    expect(brief.title.key).toBe("unlock.title");
    expect(brief.facts.map(({ label }) => label.key)).toEqual([
      "unlock.label.locked",
      "unlock.label.suspect",
      "unlock.label.destinations",
      "unlock.label.runs",
    ]);
    expect(unlock.describe(input, { ...facts, runs: [] }).facts).toHaveLength(3);
    expect(brief.impact.key).toBe("unlock.impact");
    expect(unlock.outcome(input, facts, {}).key).toBe("unlock.done");
    expect(unlock.steps[0]?.parts(input, facts)).toMatchObject([{ id: "unlock" }]);
  });

  it("is asked of a role that is configured, under its own policy, beside its rotation", () => {
    const settings = portsWith({ roles: roles(aRole({ approval: { required: 2 } })) });

    expect(() => unlock.validateConfiguration({ ...input, role: "profinaut-web" }, settings)).toThrow();
    expect(() => unlock.validateConfiguration(input, settings)).not.toThrow();
    expect(unlock.approval(input, aPolicy(), settings).required).toBe(2);
    expect(unlock.lock(input)).toBe("lockout/profinaut-db");
  });

  it("is typed as a role and a reason", () => {
    const parsed = (text: string) => parseInput(unlock.input, parseCommand(text));

    expect(parsed("unlock Profinaut-DB  old worker stopped")).toEqual({ role: "profinaut-db", reason: "old worker stopped" });
    expect(unlock.words({ role: "profinaut-db", reason: "old worker" })).toEqual({
      words: ["profinaut-db", "old", "worker"],
      flags: [],
    });
    expect(unlock.reason({ role: "profinaut-db", reason: "old worker" })).toBe("old worker");
    for (const [text, key] of [
      ["unlock", "unlock.role-missing"],
      ["unlock x", "rotate.role-malformed"],
      ["unlock profinaut-db --now", "unlock.flag-unknown"],
    ] as const)
      expect(() => parsed(text)).toThrow(expect.objectContaining({ sentence: expect.objectContaining({ key }) }));
  });
});
