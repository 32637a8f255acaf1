import { describe, expect, it } from "vitest";
import { UpstreamError } from "../../src/domain/errors.ts";
import type { OperationPorts } from "../../src/domain/operation.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import { failover } from "../../src/operations/failover.ts";
import { get } from "../../src/operations/get.ts";
import type { RegisterFacts } from "../../src/operations/register/facts.ts";
import type { Handed, RegisterInput } from "../../src/operations/register/input.ts";
import { inspect } from "../../src/operations/register/inspect.ts";
import { write } from "../../src/operations/register/write.ts";
import { register } from "../../src/operations/register.ts";
import type { KeyHealth } from "../../src/ports/key-probes.ts";
import { alice, bob, noon } from "../support/builders.ts";
import { createMemoryEntries } from "../support/memory-entries.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const fields = (values: { readonly [name: string]: string }) =>
  new Map(Object.entries(values).map(([name, value]) => [name, new Secret(value)]));
const key = (apiKey: string) => fields({ api_key: apiKey, secret_key: `half of ${apiKey}` });
const healthy: KeyHealth = {
  isValid: true,
  canRead: true,
  canTrade: true,
  canWithdraw: false,
  transferRights: [],
  isIpRestricted: true,
  expiresAtMs: null,
};
const silent = new UpstreamError("exchange.unreachable", say("vault.sealed", {}), {
  service: "exchange",
  effect: "none",
  retryable: true,
});

/** A world of values in memory; what the exchange says goes by the key's id. */
function aWorld(says: { readonly [apiKey: string]: Partial<KeyHealth> | Error } = {}, more: Partial<OperationPorts> = {}) {
  const { entries } = createMemoryEntries({ now: () => noon });
  const ports = portsWith({
    entries,
    exchanges: new Map([["binance", { kind: "binance" }]]),
    keyProbes: {
      probe: async (_, { apiKey }) => {
        const said = says[apiKey.reveal()];
        if (said instanceof Error) throw said;
        return { ...healthy, ...said };
      },
    },
    ...more,
  });
  const context = { requestId: "req_00000001", ports, signal: new AbortController().signal, nowMs: noon, approved: undefined };
  const put = (path: string, values: ReturnType<typeof fields>) => entries.write({ path, fields: values, replaces: 0 });
  return { entries, ports, context, put };
}

const refusal = (code: string) => expect.objectContaining({ code });

describe("reading a value", () => {
  const input = { path: "db/credentials", reason: "" };

  it("is of the newest version, with its owner", async () => {
    const { put, entries, context } = aWorld();
    await put("db/credentials", fields({ password: "x" }));
    await entries.describe("db/credentials", { owner: "dba" });

    expect(await get.plan({ ...context, input })).toEqual({ version: 1, writtenAtMs: noon, owner: "dba" });
  });

  it("is refused of nothing, and of what was deleted", async () => {
    const { put, entries, context } = aWorld();
    await expect(get.plan({ ...context, input })).rejects.toEqual(refusal("value.not-there"));
    await put("db/credentials", fields({ password: "x" }));
    await entries.deleteVersion("db/credentials", 1);

    await expect(get.plan({ ...context, input })).rejects.toEqual(refusal("value.deleted"));
  });
});

describe("looking at a value before it is written", () => {
  const handed = (changes: Partial<Handed> = {}): Handed => ({
    intake: "token",
    fields: [],
    lastFour: null,
    owner: "treasury",
    expires: null,
    publicKey: null,
    ...changes,
  });
  const input = (path: string, changes: Partial<Handed> = {}): RegisterInput => ({ path, reason: "", handed: handed(changes) });
  const signingKeys = {
    read: async (armored: Secret) => ({ ...info, fingerprint: armored.reveal() }),
    readPublic: async (armored: string) => ({ ...info, fingerprint: armored }),
  };
  const info = { userIds: [], createdAtMs: noon, expiresAtMs: null, isProtected: true, signedBy: [] };

  it("says what an exchange's key may do", async () => {
    const { context } = aWorld({ k1: { canTrade: false, isIpRestricted: false, expiresAtMs: 7 } });

    expect(await inspect(input("binance/key2"), key("k1"), context)).toEqual({
      key: { canTrade: false, isIpRestricted: false, expiresAtMs: 7 },
    });
  });

  it.each<[string, RegisterInput, ReturnType<typeof fields>, string]>([
    ["an exchange's key without its half", input("binance"), fields({ api_key: "k" }), "register.wrong-fields"],
    [
      "an exchange's key with more",
      input("binance"),
      fields({ api_key: "k", secret_key: "s", more: "m" }),
      "register.wrong-fields",
    ],
    ["a database's value with other names", input("db/x"), fields({ user: "a", password: "b" }), "register.wrong-fields"],
    ["nothing", input("kafka"), fields({}), "register.wrong-fields"],
    ["a name that is none", input("kafka"), fields({ "no name": "x" }), "register.wrong-fields"],
    ["an empty value", input("kafka"), fields({ A: "" }), "register.too-large"],
    ["a huge value", input("kafka"), fields({ A: "x".repeat(65_537) }), "register.too-large"],
    [
      "other fields than were shown",
      input("kafka", { intake: "form", fields: ["B"] }),
      fields({ A: "x" }),
      "register.value-changed",
    ],
    ["a login with more", input("docker"), fields({ username: "acme", password: "x", host: "y" }), "register.wrong-fields"],
    ["a key that is not valid", input("binance"), key("invalid"), "register.key-invalid"],
    ["a key that may withdraw", input("binance"), key("rich"), "register.key-withdraws"],
    ["another signing key", input("release", { publicKey: "AAAA" }), fields({ SIGNING_KEY: "BBBB" }), "register.other-key"],
  ])("refuses %s", async (_, given, values, code) => {
    const says = { invalid: { isValid: false }, rich: { canWithdraw: true, transferRights: ["enableWithdrawals"] } };
    const { context } = aWorld(says, { signingKeys });

    await expect(inspect(given, values, context)).rejects.toEqual(refusal(code));
  });

  it("takes the signing key that was approved", async () => {
    const { context } = aWorld({}, { signingKeys });

    expect(await inspect(input("release", { publicKey: "AAAA" }), fields({ SIGNING_KEY: "AAAA" }), context)).toEqual({
      key: null,
      isLocked: true,
    });
  });

  it("shows a signing key by its public half, and what the entry holds now", async () => {
    const wrappingToken = new Secret("a wrapping token");
    const { context, put } = aWorld(
      {},
      {
        signingKeys,
        waiting: { read: async () => ({ wrappingToken }), remove: async () => {}, list: async () => [] },
        wrapping: {
          ...portsWith().wrapping,
          look: async () => ({ creationPath: "sys/wrapping/wrap", createdAtMs: noon, expiresAtMs: noon + 1 }),
          open: () => Promise.reject(new Error("not opened before the approval")),
          openEntry: () => Promise.reject(new Error("not opened before the approval")),
        },
      },
    );
    await put("release", fields({ SIGNING_KEY: "old" }));

    expect(await register.plan({ ...context, input: input("release", { publicKey: "AAAA" }) })).toEqual({
      edition: 2,
      kind: "signing-key",
      replaces: 1,
      replacedAtMs: noon,
      replacedBy: null,
      seen: null,
      tokenEndsAtMs: noon + 1,
      signingKey: { fingerprint: "AAAA", userIds: [], expiresAtMs: null },
    });
  });

  it("shows where a login is delivered to, and when each secret last changed", async () => {
    const destination = { github: "repository", repository: "acme/x", secret: "DOCKER_USERNAME" } as const;
    const login = fields({ username: "acme", password: "x" });
    const { context } = aWorld(
      {},
      {
        waiting: { read: async () => ({ fields: login }), remove: async () => {}, list: async () => [] },
        deliveries: new Map([["docker", [{ field: "username", destination }]]]),
        destinations: { ...portsWith().destinations, look: async () => ({ updatedAtMs: noon }) },
      },
    );

    const facts = await register.plan({ ...context, input: input("docker") });
    const { facts: shown } = register.describe(input("docker"), facts);

    expect(facts).toMatchObject({
      kind: "docker",
      deliveries: [{ field: "username", destination: "acme/x · DOCKER_USERNAME", updatedAtMs: noon }],
    });
    const to = { key: "register.value.destination", params: { destination: "acme/x · DOCKER_USERNAME", sinceMs: noon } };
    expect(shown.at(-1)?.value).toEqual({ key: "register.value.field-to", params: { field: "username", to } });

    const { edition: _, ...approved } = facts;
    const again = await register.plan({ ...context, input: input("docker"), approved });

    expect(again).toEqual(approved);
    expect(register.describe(input("docker"), again).facts.at(-1)?.value).toEqual(to);
  });

  it.each<[string, Partial<OperationPorts>, string]>([
    [
      "nothing waits",
      { waiting: { read: async () => undefined, remove: async () => {}, list: async () => [] } },
      "register.value-gone",
    ],
    [
      "its token was opened by somebody else",
      {
        waiting: { read: async () => ({ wrappingToken: new Secret("spent") }), remove: async () => {}, list: async () => [] },
        wrapping: { ...portsWith().wrapping, look: async () => undefined },
      },
      "register.token-opened",
    ],
  ])("is refused when %s", async (_, more, code) => {
    const { context } = aWorld({}, more);

    await expect(register.plan({ ...context, input: input("kafka") })).rejects.toEqual(refusal(code));
  });
});

describe("a value that comes out of a wrapping token", () => {
  const facts: RegisterFacts = {
    ...{ kind: "database", replaces: 0, replacedAtMs: null, replacedBy: null, seen: null, tokenEndsAtMs: noon, signingKey: null },
  };
  const handed: Handed = { intake: "token", fields: [], lastFour: null, owner: "dba", expires: null, publicKey: null };
  const input: RegisterInput = { path: "db/credentials", reason: "", handed };

  async function written(values: { readonly [name: string]: string }) {
    const { context, entries } = aWorld(
      {},
      {
        waiting: { read: async () => ({ wrappingToken: new Secret("a token") }), remove: async () => {}, list: async () => [] },
        wrapping: {
          ...portsWith().wrapping,
          look: async () => ({ creationPath: "sys/wrapping/wrap", createdAtMs: noon, expiresAtMs: noon + 1 }),
          open: async () => fields(values),
        },
      },
    );
    const people = { requester: alice, approvedBy: [bob], origin: "C0OPS" };
    const { checkpoint } = await write({
      ...{ ...context, people, input, facts, done: {}, progress: undefined, now: () => noon, recordProgress: async () => {} },
    });
    return { checkpoint, entry: await entries.read("db/credentials") };
  }

  it("is kept without the line break of its file, and the card says so in the end", async () => {
    const { checkpoint, entry } = await written({ username: "app\n", password: "s3cret\n" });

    expect([...(entry?.fields ?? [])].map(([name, secret]) => [name, secret.reveal()])).toEqual([
      ["username", "app"],
      ["password", "s3cret"],
    ]);
    expect(register.outcome(input, facts, { write: checkpoint })).toEqual({
      key: "register.done-without",
      params: {
        done: { key: "register.done", params: { path: "db/credentials", version: 1 } },
        what: { key: "register.value.taken-off.line-break", params: { names: ["username", "password"] } },
      },
    });
  });

  it("is refused in the words of the form, and that the token is spent", async () => {
    const because = expect.objectContaining({ key: "register.value-invisible" });

    await expect(written({ username: "app", password: "s3cret\u200b" })).rejects.toMatchObject({
      code: "register.value-invisible",
      sentence: { key: "register.refused-opened", params: { because } },
    });
  });
});

describe("failing over", () => {
  const input = { path: "binance", reason: "" };

  it("goes to the next healthy key after the one that is the main key, and shows how each of them is", async () => {
    const { put, context } = aWorld({ main: { isValid: false }, k2: silent, k3: { canWithdraw: true }, k4: {} });
    await put("binance", key("main"));
    for (const [name, apiKey] of [
      ["a", "k1"],
      ["b", "main"],
      ["c", "k2"],
      ["d", "k3"],
      ["e", "k4"],
    ] as const)
      await put(`binance/${name}`, key(apiKey));

    const facts = await failover.plan({ ...context, input });

    expect(facts.chosen).toEqual({ path: "binance/e", version: 1, lastFour: "k4" });
    expect(facts.main).toEqual({ lastFour: "main", health: "invalid" });
    expect(facts.spares.map(({ path, health, isMain }) => [path, health, isMain])).toEqual([
      ["binance/a", "healthy", false],
      ["binance/b", "invalid", true],
      ["binance/c", "unknown", false],
      ["binance/d", "withdraws", false],
      ["binance/e", "healthy", false],
    ]);
  });

  it("begins at the first when no spare is the main key, or there is none", async () => {
    const { put, context } = aWorld();
    await put("binance/a", key("k1"));
    await put("binance/b", fields({ api_key: "half of a key" }));

    const facts = await failover.plan({ ...context, input });

    expect(facts).toMatchObject({ main: null, replaces: 0, chosen: { path: "binance/a" } });
    expect(facts.spares[1]).toMatchObject({ health: "invalid" });
  });

  it.each([
    ["no other key", {}, ["binance"], "failover.no-spare"],
    ["only the key that is main already", {}, ["binance", "binance/a"], "failover.none-healthy"],
  ])("is refused when there is %s", async (_, says, paths, code) => {
    const { put, context } = aWorld(says);
    for (const path of paths) await put(path, key("k1"));

    await expect(failover.plan({ ...context, input })).rejects.toEqual(refusal(code));
  });

  it("is taken back where nothing was there before, and says what stays where something was", async () => {
    for (const [replaces, undone] of [
      [0, { undone: true }],
      [1, { undone: false, remains: say("failover.stays", { path: "binance", version: 2, before: 1 }) }],
    ] as const) {
      const { put, entries, context } = aWorld({ main: { isValid: false } });
      if (replaces === 1) await put("binance", key("main"));
      await put("binance/a", key("k1"));
      const facts = await failover.plan({ ...context, input });
      await entries.write({ path: "binance", fields: key("k1"), replaces });
      const [write] = failover.steps;
      const { undo } = write ?? {};
      if (typeof undo !== "object") throw new Error("the step that writes is taken back by a function");

      const back = await undo.back({
        ...{ ...context, input, facts, done: {}, progress: undefined, now: () => noon, recordProgress: async () => {} },
        people: { requester: alice, origin: "C0OPS", approvedBy: [bob] },
      });

      expect(back).toEqual(undone);
      expect((await entries.read("binance"))?.version).toBe(replaces === 0 ? undefined : 2);
    }
  });

  it.each(["db", "binance/key2", "staging/db"])("is only of an exchange's own path, not of %s", (path) => {
    const { ports } = aWorld();

    expect(() => failover.validateConfiguration({ path, reason: "" }, ports)).toThrow(refusal("failover.no-exchange"));
    expect(() => failover.validateConfiguration({ path: "staging/binance", reason: "" }, ports)).not.toThrow();
  });
});
