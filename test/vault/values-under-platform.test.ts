import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyPlatform } from "../../demo/parts/platform.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createKvEntries } from "../../src/vault/kv-entries.ts";
import { createSession, type VaultSession } from "../../src/vault/session.ts";
import { createWaitingValues } from "../../src/vault/waiting-values.ts";
import { createWrapping } from "../../src/vault/wrapping.ts";
import { type AVault, aVault } from "./a-vault.ts";

/** The adapters of values with no more rights than the declared policies give. */
describe("values under the platform's own policies", () => {
  let vault: AVault;
  let worker: VaultSession;
  let ingress: VaultSession;
  beforeAll(async () => {
    vault = await aVault();
    const { bot } = await applyPlatform(vault.server);
    const transport = vault.transport();
    const sessionOf = (credentials: typeof bot.worker) =>
      createSession({ transport, mount: "approle", ...credentials, now: Date.now });
    worker = sessionOf(bot.worker);
    ingress = sessionOf(bot.ingress);
  }, 60_000);
  afterAll(() => vault?.stop());

  const fields = (value: string) => new Map([["password", new Secret(value)]]);
  const entriesOf = (session: VaultSession) => createKvEntries({ session, mount: "secret", base: "profinaut", now: Date.now });
  const denied = { code: "vault.denied", effect: "none" };

  it("lets the worker write, describe, hand out and delete what it cannot read", async () => {
    const entries = entriesOf(worker);

    expect(await entries.missingCapabilities("staging/db", ["look", "write", "read-wrapped", "delete"])).toEqual([]);
    expect(await entries.write({ path: "staging/db", fields: fields("canary"), replaces: 0 })).toBe(1);
    await entries.describe("staging/db", { owner: "platform" });
    const wrapped = await entries.readWrapped("staging/db", 300);
    await expect(entries.read("staging/db")).rejects.toMatchObject(denied);
    await entries.deleteVersion("staging/db", 1);

    expect(wrapped?.version).toBe(1);
    expect(await entries.children("")).toContain("staging/");
    expect((await entries.look("staging/db"))?.about).toEqual({ owner: "platform" });
  });

  it("lets the worker read the keys that it probes", async () => {
    const entries = entriesOf(worker);
    for (const path of ["binance", "bybit/key2", "staging/binance/key1"]) {
      await entries.write({ path, fields: fields(path), replaces: 0 });
      expect((await entries.read(path))?.fields.get("password")?.reveal()).toBe(path);
    }
  });

  it("lets ingress look and put a value that waits, and the worker take it", async () => {
    const at = { mount: "profinaut-pending" };
    const [hearing, acting] = [createWaitingValues({ session: ingress, ...at }), createWaitingValues({ session: worker, ...at })];

    await hearing.put("req_00aa11bb22cc", { fields: fields("canary") });
    await expect(hearing.put("req_00aa11bb22cc", { fields: fields("other") })).rejects.toMatchObject({
      code: "kv.waits-already",
    });
    await expect(hearing.read("req_00aa11bb22cc")).rejects.toMatchObject(denied);
    expect((await acting.list()).map(({ requestId }) => requestId)).toEqual(["req_00aa11bb22cc"]);
    expect(await acting.read("req_00aa11bb22cc")).toMatchObject({ fields: new Map([["password", expect.any(Secret)]]) });
    await acting.remove("req_00aa11bb22cc");
    expect(await acting.list()).toEqual([]);
    await expect(entriesOf(ingress).write({ path: "db", fields: fields("x"), replaces: 0 })).rejects.toMatchObject(denied);
    expect(await entriesOf(ingress).children("")).toContain("binance");
  });

  it("needs no right of its own for a wrapping token: the token itself is the right", async () => {
    const { body } = await vault.ok("POST", "sys/wrapping/wrap", { password: "canary" }, undefined, {
      "x-vault-wrap-ttl": "60s",
    });
    const token = new Secret(String(body.wrap_info?.token));
    const transport = vault.transport();
    const wrapping = createWrapping({ transport });

    expect(await wrapping.look(token)).toMatchObject({ creationPath: "sys/wrapping/wrap" });
    expect((await wrapping.open(token)).get("password")?.reveal()).toBe("canary");
  });
});
