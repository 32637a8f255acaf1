import { describe, expect, it } from "vitest";
import type { CheckPorts } from "../../src/domain/check.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import { dayMs, type ExpirySource } from "../../src/domain/expiry.ts";
import { emptyLedger } from "../../src/domain/ledger.ts";
import { say } from "../../src/domain/sentence.ts";
import { certificates } from "../../src/expiry-sources/certificates.ts";
import { deliveryCredential } from "../../src/expiry-sources/delivery-credential.ts";
import { expirySources } from "../../src/expiry-sources/index.ts";
import { ownLogin } from "../../src/expiry-sources/own-login.ts";
import { secretIds } from "../../src/expiry-sources/secret-ids.ts";
import { signingKeys } from "../../src/expiry-sources/signing-keys.ts";
import { values } from "../../src/expiry-sources/values.ts";
import type { SecretIdInfo } from "../../src/ports/app-roles.ts";
import type { CredentialState } from "../../src/ports/destination-credential.ts";
import { upstream } from "../app/a-bot.ts";
import { aRole } from "../operations/a-role.ts";
import { aLedger, aLedgerEntry, noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";
import { createMemoryEntries } from "../support/memory-entries.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const read = (source: ExpirySource, ports: Partial<CheckPorts>) =>
  source.read({ ports: checkPorts(ports), nowMs: noon, signal: new AbortController().signal });

it("have names of their own", () => {
  expect(new Set(expirySources.map(({ name }) => name)).size).toBe(expirySources.length);
});

describe("SecretIDs", () => {
  const secretId = (accessor: string, changes: Partial<SecretIdInfo> = {}): SecretIdInfo => ({
    accessor: `${accessor}-0000-0000`,
    createdAtMs: noon - dayMs,
    expiresAtMs: noon + dayMs,
    usesLeft: null,
    metadata: {},
    ...changes,
  });
  const portsOf = (live: (role: string) => Promise<readonly SecretIdInfo[]>, ledger = emptyLedger("profinaut-db")) => ({
    roles: new Map([["profinaut-db", aRole()]]),
    ledgers: { read: async () => ledger },
    appRoles: {
      ...portsWith().appRoles,
      live,
      accessors: async (role: string) => (await live(role)).map(({ accessor }) => accessor),
      lookUp: async (role: string, accessor: string) => (await live(role)).find((info) => info.accessor === accessor),
    },
  });
  const noTwin = new NotFoundError("vault.role-unknown", say("vault.role-unknown", { role: "x" }));

  it("are those of each role and its twin, by the first letters of their accessors, with what mends them", async () => {
    const live = async (role: string) =>
      role === "profinaut-db"
        ? [
            secretId("aaaaaaaa", { metadata: { request: "req_1", owner: "dba" } }),
            secretId("bbbbbbbb", { expiresAtMs: null }),
            secretId("cccccccc", { metadata: { request: "req_2" } }),
            secretId("dddddddd"),
          ]
        : [secretId("eeeeeeee")];
    const entry = (accessor: string) => aLedgerEntry(`${accessor}-0000-0000`);
    const ledger = aLedger({ current: entry("aaaaaaaa"), previous: [entry("dddddddd")] });

    const { items, failures } = await read(secretIds, portsOf(live, ledger));

    expect(failures).toEqual([]);
    expect(items).toMatchObject([
      { name: "profinaut-db/aaaaaaaa", owner: "dba", renewal: { verb: "rotate", target: "profinaut-db" }, note: null },
      { name: "profinaut-db/bbbbbbbb", expiresAtMs: null, renewal: { verb: "clean-up" }, note: { key: "secret-ids.foreign" } },
      { name: "profinaut-db/cccccccc", renewal: { verb: "clean-up" }, note: { key: "secret-ids.orphan" } },
      { name: "profinaut-staging-db/eeeeeeee", renewal: { how: { key: "secret-ids.staging" } } },
    ]);
  });

  it("are not listed one by one where they are too many: the current one, and that there are so many", async () => {
    const many = Array.from({ length: 501 }, (_, at) => secretId(`s${at}`));
    const live = async (role: string) => (role === "profinaut-db" ? many : Promise.reject(noTwin));
    const ledger = aLedger({ current: aLedgerEntry("s7-0000-0000") });

    const { items, failures } = await read(secretIds, portsOf(live, ledger));

    expect(items.map(({ name }) => name)).toEqual(["profinaut-db/s7-0000-"]);
    expect(failures).toMatchObject([{ what: "profinaut-db", because: { key: "role.many", params: { count: 501 } } }]);
    expect(await read(secretIds, portsOf(live))).toMatchObject({ items: [], failures: [{ what: "profinaut-db" }] });
  });

  it("made by hand are rotated away while nothing else works", async () => {
    const { items } = await read(
      secretIds,
      portsOf(async (role) => (role === "profinaut-db" ? [secretId("aaaaaaaa")] : [])),
    );

    expect(items).toMatchObject([{ renewal: { verb: "rotate" }, mayBeEndless: false }]);
  });

  it("of a role that cannot be read hide no other; not everything has a twin", async () => {
    const { items, failures } = await read(
      secretIds,
      portsOf((role) => (role === "profinaut-db" ? Promise.reject(upstream()) : Promise.reject(noTwin))),
    );

    expect(items).toEqual([]);
    expect(failures).toEqual([{ what: "profinaut-db", because: say("vault.sealed", {}) }]);
    await expect(
      read(
        secretIds,
        portsOf(() => Promise.reject(new Error("a mistake of ours"))),
      ),
    ).rejects.toThrow("a mistake of ours");
  });
});

describe("values", () => {
  const kv = async (entries: { readonly [path: string]: { readonly [name: string]: string } }) => {
    const memory = createMemoryEntries({ now: () => noon - 10 * dayMs });
    for (const [path, about] of Object.entries(entries)) {
      await memory.byHand(path, { a: "b" });
      await memory.entries.describe(path, about);
    }
    return memory;
  };
  const maxAge = (policies: { readonly [pattern: string]: number }) => ({
    reminders: { horizonMs: 0, owners: new Map(), maxAgeMs: new Map(Object.entries(policies)) },
  });

  it("end as noted, with the key in them, or by their age; the first of these counts", async () => {
    const { entries } = await kv({
      bybit: { owner: "trading desk", expires: "2026-12-24" },
      "binance/key1": { expires: "2027-12-24", key_expires: "2026-12-01T00:00:00Z" },
      "db/main": {},
      "db/noted": { expires: "2026-11-30" },
      endless: {},
      release: { expires: "2026-11-30" },
    });

    const { items, failures } = await read(values, { entries, ...maxAge({ "db/*": 30 * dayMs, "*": 1_000 * dayMs }) });

    expect(failures).toEqual([]);
    expect(items.map(({ name, expiresAtMs, basis }) => [name, expiresAtMs, basis])).toEqual([
      ["binance/key1", Date.UTC(2026, 11, 1), "end"],
      ["bybit", Date.UTC(2026, 11, 24), "end"],
      ["db/main", noon + 20 * dayMs, "age"],
      ["db/noted", Date.UTC(2026, 10, 30), "end"],
      ["endless", noon + 990 * dayMs, "age"],
    ]);
    expect(items[1]).toMatchObject({ owner: "trading desk", renewal: { verb: "register", target: "bybit" }, note: null });
    expect(items[2]?.note).toEqual(say("values.by-age", { maxAgeMs: 30 * dayMs }));
  });

  it("without any end are not there, nor are those that are gone", async () => {
    const memory = await kv({ kept: {}, deleted: { expires: "2026-12-24" }, destroyed: { expires: "2026-12-24" } });
    await memory.entries.describe("unwritten", { expires: "2026-12-24" });
    await memory.entries.deleteVersion("deleted", 1);
    await memory.destroy("destroyed", 1);

    expect(await read(values, { entries: memory.entries })).toEqual({ items: [], failures: [] });
  });

  it("say when what is noted is no date, one may not be looked at, or the name is odd", async () => {
    const { entries } = await kv({
      odd: { expires: "soon" },
      secret: { expires: "2026-12-24" },
      fine: { expires: "2026-12-24" },
    });
    const denied = upstream({ retryable: false, status: 403 });
    const some = {
      ...entries,
      look: (path: string) => (path === "secret" ? Promise.reject(denied) : entries.look(path)),
      children: async (folder: string) => [...(await entries.children(folder)), ...(folder === "" ? ["ODD"] : [])],
    };

    const { items, failures } = await read(values, { entries: some });

    expect(items.map(({ name }) => name)).toEqual(["fine"]);
    expect(failures).toEqual([
      { what: "ODD", because: say("values.odd-name", {}) },
      { what: "odd", because: say("values.odd-expiry", {}) },
      { what: "secret", because: say("vault.sealed", {}) },
    ]);
  });

  it("fail whole when Vault does, rather than one by one", async () => {
    const { entries } = await kv({ a: {}, b: {} });

    await expect(read(values, { entries: { ...entries, look: () => Promise.reject(upstream()) } })).rejects.toThrow();
  });

  it("are bounded, and say how many were not looked at", async () => {
    const many = Array.from({ length: 3_010 }, (_, at) => `v${at}`);
    const folders = Array.from({ length: 1_001 }, (_, at) => `f${at}/`);
    const entries = (names: readonly string[]) => ({
      ...portsWith().entries,
      look: async () => undefined,
      children: async (folder: string) => (folder === "" ? names : []),
    });

    expect((await read(values, { entries: entries(many) })).failures).toEqual([
      { what: "", because: say("values.too-many", { count: 10 }) },
    ]);
    expect((await read(values, { entries: entries(folders) })).failures).toEqual([
      { what: "", because: say("values.too-many-folders", { most: 1_000 }) },
    ]);
  });

  it("that sign are a source of their own, by the end that was noted of the key", async () => {
    const { entries } = await kv({
      release: { key_expires: "2026-12-01T00:00:00Z" },
      "staging/release": { expires: "2026-12-24" },
      "release/next": {},
      db: { expires: "2026-12-24" },
    });

    const { items } = await read(signingKeys, { entries });

    expect(items.map(({ kind, name }) => [kind, name])).toEqual([
      ["signing-key", "release"],
      ["signing-key", "staging/release"],
    ]);
  });
});

describe("what the bot itself uses", () => {
  it("is its SecretID, and a token that it renews", async () => {
    const times = { issuedAtMs: noon - dayMs, expiresAtMs: noon + dayMs };
    const ownLogins = async () => [
      { role: "profinaut-bot", token: times, secretId: times },
      { role: "profinaut-bot-ingress", token: times, secretId: null },
    ];

    const { items, failures } = await read(ownLogin, { ownLogins });

    expect(items.map(({ name, renewal }) => [name, renewal])).toEqual([
      ["profinaut-bot/secret-id", { how: say("own-login.how", { role: "profinaut-bot" }) }],
      ["profinaut-bot/token", "itself"],
      ["profinaut-bot-ingress/token", "itself"],
    ]);
    expect(failures).toMatchObject([{ what: "profinaut-bot-ingress", because: { key: "own-login.gone" } }]);
  });

  it.each<[CredentialState, object]>([
    [
      { kind: "token", expiresAtMs: noon },
      { name: "token", expiresAtMs: noon, mayBeEndless: false, note: null },
    ],
    [
      { kind: "token", expiresAtMs: null },
      { name: "token", expiresAtMs: null, note: { key: "delivery.token-endless" } },
    ],
    [{ kind: "app-key" }, { name: "app-key", expiresAtMs: null, mayBeEndless: true, note: { key: "delivery.key-unknown" } }],
  ])("at GitHub is %o", async (state, item) => {
    const { items } = await read(deliveryCredential, { destinationCredential: { look: async () => state } });

    expect(items).toMatchObject([item]);
  });

  it("is Vault's certificate and what is above it, by names that can be typed", async () => {
    const shown = async () => [
      { subject: "vault.example", isAuthority: false, issuedAtMs: 0, expiresAtMs: noon },
      { subject: "Profinaut <test> authority", isAuthority: true, issuedAtMs: 0, expiresAtMs: noon + dayMs },
      { subject: "", isAuthority: true, issuedAtMs: 0, expiresAtMs: noon + dayMs },
    ];

    const { items } = await read(certificates, { certificates: { shown } });

    expect(items.map(({ name, note }) => [name, note === null])).toEqual([
      ["vault.example", true],
      ["profinaut-test-authority", false],
      ["unnamed", false],
    ]);
  });
});
