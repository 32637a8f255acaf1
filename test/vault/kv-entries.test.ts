import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UpstreamError } from "../../src/domain/errors.ts";
import { mostNoted, notedText } from "../../src/domain/noted.ts";
import type { KvEntries } from "../../src/ports/kv-entries.ts";
import { createKvEntries } from "../../src/vault/kv-entries.ts";
import { describeKvEntries, fields, revealed } from "../ports/kv-entries.ts";
import { createMemoryEntries } from "../support/memory-entries.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { type AVault, aVault } from "./a-vault.ts";
import { type BotIdentities, botIdentities } from "./bot-identities.ts";
import { recorded } from "./recorded.ts";
import { renderingsOf } from "./renderings.ts";

const place = { mount: "secret", base: "profinaut", now: Date.now };
const canary = "canary-7f3a91";

describeKvEntries("Vault", async () => {
  const vault = await aVault();
  const { sessionWith } = await botIdentities(vault);
  const all = (what: string) => `path "secret/${what}/profinaut/*" { capabilities = ["create", "read", "update", "list"] }`;
  const session = await sessionWith(
    "values-all",
    [all("data"), all("metadata"), all("delete"), 'path "sys/capabilities-self" { capabilities = ["update"] }'].join("\n"),
  );
  return {
    entries: createKvEntries({ session, ...place }),
    opened: async (token) => {
      const { status, body } = await vault.server.api("POST", "sys/wrapping/unwrap", {}, token.reveal());
      return status === 200 ? (body.data ?? {}) : undefined;
    },
    byHand: async (path, data) => void (await vault.ok("POST", `secret/data/profinaut/${path}`, { data })),
    destroy: async (path, version) => void (await vault.ok("POST", `secret/destroy/profinaut/${path}`, { versions: [version] })),
    stop: () => vault.stop(),
  };
});

describeKvEntries("memory", async () => createMemoryEntries({ now: Date.now }));

describe("values under the rights of the bot's two halves", () => {
  let vault: AVault;
  let identities: BotIdentities;
  let acting: KvEntries;
  let hearing: KvEntries;
  beforeAll(async () => {
    vault = await aVault();
    identities = await botIdentities(vault);
    acting = createKvEntries({ session: identities.worker, ...place });
    hearing = createKvEntries({ session: identities.ingress, ...place });
  }, 60_000);
  afterAll(() => vault?.stop());

  const denied = { code: "vault.denied", effect: "none", retryable: false };

  it("takes every character that a note may hold, as it is", async () => {
    const texts: string[] = [];
    let text = "";
    for (let code = 0x21; code <= 0x10ffff; code += 1) {
      const letter = notedText(String.fromCodePoint(code));
      if (Buffer.byteLength(text + letter) > mostNoted.textBytes) {
        texts.push(text);
        text = "";
      }
      if (letter !== "\ufffd") text += letter;
    }
    texts.push(text);

    for (let at = 0; at < texts.length; at += mostNoted.things) {
      const about = Object.fromEntries(texts.slice(at, at + mostNoted.things).map((each, n) => [`n${n}`, each]));
      await acting.describe("every/character", about);
      expect((await acting.look("every/character"))?.about).toEqual(about);
    }
    expect(texts.join("").length).toBeGreaterThan(140_000);
  });

  it("lets the worker write, describe, delete and hand out what it cannot read", async () => {
    expect(await acting.missingCapabilities("db/credentials", ["look", "write", "read-wrapped", "delete"])).toEqual([]);
    expect(await acting.write({ path: "db/credentials", fields: fields({ password: canary }), replaces: 0 })).toBe(1);
    await acting.describe("db/credentials", { owner: "platform" });
    const wrapped = await acting.readWrapped("db/credentials", 60);

    expect(await acting.look("db/credentials")).toMatchObject({ currentVersion: 1, about: { owner: "platform" } });
    await expect(acting.read("db/credentials")).rejects.toMatchObject(denied);
    const { body } = await vault.ok("POST", "sys/wrapping/unwrap", {}, wrapped?.token.reveal());
    expect(body.data).toMatchObject({ data: { password: canary } });
    await acting.deleteVersion("db/credentials", 1);
    expect(await acting.readWrapped("db/credentials", 60)).toBeUndefined();
  });

  it("lets the worker read what it has to probe", async () => {
    await acting.write({ path: "binance/key1", fields: fields({ api_key: canary }), replaces: 0 });

    expect(revealed((await acting.read("binance/key1"))?.fields)).toEqual({ api_key: canary });
  });

  it("says that a longer wrapping than the policy allows is denied", async () => {
    await acting.write({ path: "db/other", fields: fields({ password: canary }), replaces: 0 });

    await expect(acting.readWrapped("db/other", 7200)).rejects.toMatchObject(denied);
  });

  it("lets ingress look and list, and nothing else", async () => {
    await acting.write({ path: "kafka", fields: fields({ password: canary }), replaces: 0 });

    expect((await hearing.look("kafka"))?.currentVersion).toBe(1);
    expect(await hearing.children("")).toContain("kafka");
    const refused = await Promise.allSettled<unknown>([
      hearing.read("kafka"),
      hearing.readWrapped("kafka", 60),
      hearing.write({ path: "kafka", fields: fields({ password: "x" }), replaces: 1 }),
      hearing.write({ path: "new", fields: fields({ password: "x" }), replaces: 0 }),
      hearing.describe("kafka", { owner: "me" }),
      hearing.deleteVersion("kafka", 1),
    ]);
    expect(refused).toMatchObject(refused.map(() => ({ status: "rejected", reason: denied })));
    expect(await hearing.missingCapabilities("kafka", ["look", "write", "read", "read-wrapped", "delete"])).toEqual([
      "create secret/data/profinaut/kafka",
      "update secret/data/profinaut/kafka",
      "create secret/metadata/profinaut/kafka",
      "update secret/metadata/profinaut/kafka",
      "read secret/data/profinaut/kafka",
      "update secret/delete/profinaut/kafka",
    ]);
  });

  it("never gets a value by a wrapped read: what arrives holds none", async () => {
    await acting.write({ path: "db/unseen", fields: fields({ password: canary }), replaces: 0 });
    const bodies: unknown[] = [];
    const watched = createKvEntries({
      session: {
        request: async (call) => {
          const answer = await identities.worker.request(call);
          bodies.push(answer.body);
          return answer;
        },
      },
      ...place,
    });

    await watched.readWrapped("db/unseen", 60);
    await watched.look("db/unseen");

    expect(JSON.stringify(bodies)).toContain("wrap_info");
    expect(JSON.stringify(bodies)).not.toContain(canary);
  });

  it("T9 sends nothing for a path that is none", async () => {
    const { transport, calls } = recorded(identities.transport);
    const session = await vault.session({ transport, credentials: await vault.credentials("values-worker") });
    const entries = createKvEntries({ session, ...place });

    for (const path of ["../profinaut-keys/signing/decisions", "a/../../sys/seal", "%2e%2e/x", "A", "a/b/c/d/e/f", ""])
      await expect(entries.look(path)).rejects.toMatchObject({ code: "entry.bad-path" });

    expect(calls).toEqual([]);
  });

  it("lists 2,000 entries of one folder", async () => {
    const session = await identities.sessionWith("values-many", 'path "secret/data/profinaut/*" { capabilities = ["create"] }');
    const seeding = createKvEntries({ session, ...place });
    const names = Array.from({ length: 2_000 }, (_, at) => `key${String(at).padStart(4, "0")}`);
    await pMap(names, (name) => seeding.write({ path: `many/${name}`, fields: fields({ a: "b" }), replaces: 0 }), {
      concurrency: 8,
    });

    expect(await hearing.children("many")).toEqual(names);
  });
});

describe("values when Vault or the way to it fails", () => {
  let vault: AVault;
  beforeAll(async () => {
    vault = await aVault();
    await botIdentities(vault);
  }, 60_000);
  afterAll(() => vault?.stop());

  const throughProxy = async () => {
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: Number(new URL(vault.server.address).port), tls: vault.tls });
    const transport = vault.transport({ address: `https://127.0.0.1:${proxy.port}`, timeoutMs: 1_000 });
    const session = await vault.session({ transport, credentials: await vault.credentials("values-worker") });
    const entries = createKvEntries({ session, ...place });
    await entries.look("warm-up");
    return { proxy, entries };
  };
  const failureOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

  it("says 'unknown' when the answer to a write is lost, wrote once, and what was written can be found", async () => {
    const { proxy, entries } = await throughProxy();

    proxy.mode({ kind: "lose-answer", matching: "POST /v1/secret/data/" });
    const failure = await failureOf(entries.write({ path: "binance", fields: fields({ api_key: canary }), replaces: 0 }));

    expect(failure).toMatchObject({ code: "vault.lost-answer", effect: "unknown", retryable: true });
    proxy.mode({ kind: "pass" });
    expect((await entries.look("binance"))?.currentVersion).toBe(1);
    expect(proxy.answersLost()).toBe(1);
    await proxy.stop();
  });

  it("says 'unknown' when nothing answers in time, and never repeats", async () => {
    const { proxy, entries } = await throughProxy();

    proxy.mode({ kind: "black-hole" });

    expect(await failureOf(entries.write({ path: "slow", fields: fields({ a: "b" }), replaces: 0 }))).toMatchObject({
      effect: "unknown",
    });
    expect(await failureOf(entries.describe("slow", { owner: "x" }))).toMatchObject({ effect: "unknown" });
    await proxy.stop();
  });

  it("settles a lost answer to deleting by looking", async () => {
    const { proxy, entries } = await throughProxy();
    await entries.write({ path: "settled", fields: fields({ a: "b" }), replaces: 0 });

    proxy.mode({ kind: "lose-answer", matching: "POST /v1/secret/delete/" });
    await entries.deleteVersion("settled", 1);

    expect(proxy.answersLost()).toBe(1);
    expect((await entries.look("settled"))?.versions[0]?.deletedAtMs).not.toBeNull();
    await proxy.stop();
  });

  it("does not take a delete for done that nobody can look after", async () => {
    const { proxy, entries } = await throughProxy();
    await entries.write({ path: "unsettled", fields: fields({ a: "b" }), replaces: 0 });

    proxy.mode({ kind: "black-hole" });

    expect(await failureOf(entries.deleteVersion("unsettled", 1))).toMatchObject({ effect: "unknown" });
    await proxy.stop();
  });

  it("repeats a look whose answer was lost, once, and a wrapped read never hands out what it lost", async () => {
    const { proxy, entries } = await throughProxy();
    await entries.write({ path: "lost-look", fields: fields({ a: "b" }), replaces: 0 });

    proxy.mode({ kind: "lose-answer", matching: "GET /v1/secret/" });

    expect(await failureOf(entries.look("lost-look"))).toMatchObject({ code: "vault.unreachable", effect: "none" });
    expect(proxy.answersLost()).toBe(2);
    await proxy.stop();
  });

  it("T13 shows no value in any rendering of any failure", async () => {
    const { proxy, entries } = await throughProxy();
    const write = (path: string, replaces: number) =>
      entries.write({ path, fields: fields({ api_key: canary, [canary]: "x" }), replaces });
    await write("silent", 0);
    const failures = [await failureOf(write("silent", 5)), await failureOf(write("../x", 0))];
    await vault.server.seal();
    failures.push(await failureOf(write("silent", 1)), await failureOf(entries.readWrapped("silent", 60)));
    await vault.server.unseal();
    proxy.mode({ kind: "lose-answer" });
    failures.push(await failureOf(write("silent", 1)), await failureOf(entries.read("binance")));
    proxy.mode({ kind: "black-hole" });
    failures.push(await failureOf(write("silent", 1)), await failureOf(entries.describe("silent", { owner: canary })));
    await proxy.stop();
    failures.push(await failureOf(write("silent", 1)));

    expect(failures.map((failure) => failure instanceof Error)).toEqual(failures.map(() => true));
    expect(failures.filter((failure) => failure instanceof UpstreamError).length).toBeGreaterThan(5);
    for (const failure of failures) expect(renderingsOf(failure)).not.toContain(canary);
  });

  it("says that Vault is sealed", async () => {
    const { proxy, entries } = await throughProxy();
    await vault.server.seal();

    const calls = [entries.look("a"), entries.children(""), entries.write({ path: "a", fields: fields({}), replaces: 0 })];
    const reason = { code: "vault.sealed", effect: "none", retryable: true };
    expect(await Promise.allSettled<unknown>(calls)).toMatchObject(calls.map(() => ({ status: "rejected", reason })));

    await vault.server.unseal();
    await proxy.stop();
  });
});
