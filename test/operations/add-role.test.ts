import { describe, expect, it } from "vitest";
import { NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import type { StepContext } from "../../src/domain/operation.ts";
import { say } from "../../src/domain/sentence.ts";
import type { AddRoleFacts } from "../../src/operations/add-role/facts.ts";
import { AddRoleInput } from "../../src/operations/add-role/input.ts";
import { watch } from "../../src/operations/add-role/watch.ts";
import { addRole } from "../../src/operations/add-role.ts";
import type { AppRoles } from "../../src/ports/app-roles.ts";
import { alice, aPolicy } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const parse = (...words: string[]) => AddRoleInput.safeParse({ words, flags: [] });
const signal = new AbortController().signal;
const day = 86_400_000;

const refusal = (status: number) =>
  new UpstreamError("vault.denied", say("vault.denied", { path: "x" }), {
    ...{ service: "vault", effect: "none", retryable: status !== 403, status },
  });
const unknown = new NotFoundError("vault.role-unknown", say("vault.role-unknown", { role: "x" }));

/** Vault's answer for each role: its policies, or a failure. */
const rolesWith = (answer: (role: string) => readonly string[] | Error): Pick<AppRoles, "role"> => ({
  role: async (role) => {
    const policies = answer(role);
    if (policies instanceof Error) throw policies;
    return {
      ...{
        role,
        policies,
        secretIdTtlS: 0,
        secretIdNumUses: 0,
        tokenTtlS: 0,
        tokenMaxTtlS: 0,
        mountMaxTtlS: 0,
        bindSecretId: true,
        secretIdBoundCidrs: [],
        tokenBoundCidrs: [],
      },
    };
  },
});
const inPlace = rolesWith((role) => [role]);

const facts: AddRoleFacts = { role: "profinaut-x1", twin: "profinaut-staging-x1", isInVault: false, isExchange: false };
const contextOf = (
  appRoles: Pick<AppRoles, "role">,
  passedMs: number,
): StepContext<AddRoleInput, AddRoleFacts, { readonly "hand-out": { readonly atMs: number } }> => ({
  requestId: "req_1",
  people: { requester: alice, approvedBy: [], origin: "C0OPS" },
  input: { name: "x1", reason: "" },
  facts,
  done: { "hand-out": { atMs: 1_000 } },
  progress: undefined,
  ports: portsWith({ appRoles }),
  signal,
  now: () => 1_000 + passedMs,
  recordProgress: async () => {},
});

describe("add-role's name", () => {
  it.each([
    ["billing", "billing"],
    ["profinaut-billing", "billing"],
    ["Billing-2", "billing-2"],
    ["boto", "boto"],
    [`a${"b".repeat(40)}`, `a${"b".repeat(40)}`],
  ])("%s is understood as %s", (word, name) => {
    expect(parse(word, "new", "service").data).toEqual({ name, reason: "new service" });
  });

  it.each(["a", "2x", "a_b", "a/b", "..", "-a", "profinaut-", `a${"b".repeat(41)}`, "ä-b"])("%s is no name", (word) => {
    expect(parse(word).error?.issues.map(({ message }) => message)).toEqual(["add-role.name-malformed"]);
  });

  it("is needed, takes no flag, and the reason has a limit", () => {
    const issues = (words: string[], flags: string[]) =>
      AddRoleInput.safeParse({ words, flags }).error?.issues.map(({ message }) => message);

    expect(issues([], [])).toEqual(["add-role.name-missing"]);
    expect(issues(["billing"], ["force"])).toEqual(["add-role.flag-unknown"]);
    expect(issues(["billing", "x".repeat(301)], [])).toEqual(["command.reason-too-long"]);
  });

  it("is written again as it was typed", () => {
    expect(addRole.words({ name: "billing", reason: "new service" })).toEqual({
      words: ["billing", "new", "service"],
      flags: [],
    });
    expect([addRole.lock({ name: "billing", reason: "" }), addRole.reason({ name: "billing", reason: "why" })]).toEqual([
      "add-role/billing",
      "why",
    ]);
  });
});

describe("add-role", () => {
  it.each([
    ["staging", "add-role.reserved"],
    ["staging-db", "add-role.reserved"],
    ["bot", "add-role.reserved"],
    ["bot-worker", "add-role.reserved"],
    ["check", "add-role.reserved"],
    ["keys", "add-role.reserved"],
    ["pending", "add-role.reserved"],
    ["admin", "add-role.own-policy"],
    ["readonly", "add-role.own-policy"],
    ["db", "add-role.configured"],
  ])("of %s is refused: %s", (name, code) => {
    const settings = {
      ...{ role: "profinaut-db", secretIdTtlMs: day, overlapMs: 0, rotateEveryMs: null, deliverTo: [], approval: {} },
    };

    const asked = () =>
      addRole.validateConfiguration(
        { name, reason: "" },
        { roles: new Map([["profinaut-db", settings]]), exchanges: new Map(), workflows: new Map(), deliveries: new Map() },
      );

    expect(asked).toThrow(expect.objectContaining({ code }));
  });

  it("of another name is admitted, under the default policy", () => {
    expect(() => addRole.validateConfiguration({ name: "billing", reason: "" }, portsWith())).not.toThrow();
    expect(addRole.approval({ name: "billing", reason: "" }, aPolicy(), portsWith())).toEqual(aPolicy());
  });

  it.each([
    ["nothing is known", unknown, false, "add-role.to-add", "add-role.value.left-all"],
    ["we may not look", refusal(403), false, "add-role.to-add", "add-role.value.left-all"],
    ["both are as declared", undefined, true, "add-role.to-configure", "add-role.value.left-configuration"],
  ] as const)("when %s says what is left", async (_, failure, isInVault, toldKey, leftKey) => {
    const appRoles = rolesWith((role) => failure ?? [role]);
    const input = { name: "binance", reason: "" };
    const ports = portsWith({ appRoles, exchanges: new Map([["binance", { kind: "binance" }]]) });

    const seen = await addRole.plan({ requestId: "req_1", input, ports, signal, nowMs: 0, approved: undefined });
    const again = await addRole.plan({ requestId: "req_1", input, ports: portsWith(), signal, nowMs: 0, approved: seen });

    const [role, twin] = ["profinaut-binance", "profinaut-staging-binance"];
    expect(seen).toEqual({ edition: 2, role, twin, isInVault, isExchange: true });
    expect(again.isInVault).toBe(isInVault);
    expect(addRole.outcome(input, seen, {}).key).toBe(toldKey);
    const values = addRole.describe(input, seen).facts.map(({ value }) => value.key);
    expect(values).toEqual(expect.arrayContaining([leftKey, "add-role.value.may-exchange"]));
    expect(addRole.describe(input, { ...seen, isExchange: false }).facts.map(({ value }) => value.key)).toContain(
      "add-role.value.may",
    );
  });

  it("says nothing when Vault does not answer", async () => {
    const ports = portsWith({ appRoles: rolesWith(() => refusal(503)) });

    const looked = addRole.plan({
      ...{ requestId: "req_1", input: { name: "x1", reason: "" }, ports, signal, nowMs: 0, approved: undefined },
    });

    await expect(looked).rejects.toMatchObject({ status: 503 });
  });
});

describe("watching for an AppRole", () => {
  it.each([
    [0, 5_000],
    [10 * 60_000, 60_000],
    [day, 10 * 60_000],
    [14 * day - 1_000, 1_000],
    [14 * day, 0],
  ])("%d ms after it was handed out looks again in %d ms", async (passedMs, waitMs) => {
    const context = contextOf(
      rolesWith(() => unknown),
      passedMs,
    );

    expect(await watch.dueAtMs(context)).toBe(context.now() + waitMs);
  });

  it("is due at once when it is there, and says since when", async () => {
    const context = contextOf(inPlace, 5_000);

    expect(await watch.dueAtMs(context)).toBe(6_000);
    expect(await watch.run(context)).toMatchObject({
      checkpoint: { isInPlace: true },
      outcome: say("add-role.in-place", { role: "profinaut-x1", sinceMs: 6_000 }),
    });
  });

  it.each([
    ["the AppRole", (role: string) => (role === "profinaut-x1" ? ["profinaut-admin"] : [role])],
    ["its twin", (role: string) => (role === "profinaut-x1" ? [role] : [role, "profinaut-admin"])],
  ])("goes on while %s has other policies", async (_, answer) => {
    const context = contextOf(rolesWith(answer), 0);

    expect(await watch.dueAtMs(context)).toBeGreaterThan(context.now());
  });

  it("ends after 14 days with a sentence that says so", async () => {
    expect(
      await watch.run(
        contextOf(
          rolesWith(() => unknown),
          14 * day,
        ),
      ),
    ).toMatchObject({
      checkpoint: { isInPlace: false },
      outcome: say("add-role.not-in-place", { role: "profinaut-x1", forMs: 14 * day }),
    });
  });

  it("goes on when it vanished between two looks", async () => {
    const ran = watch.run(
      contextOf(
        rolesWith(() => unknown),
        0,
      ),
    );

    await expect(ran).rejects.toMatchObject({ code: "add-role.gone-again", retryable: true });
  });
});
