import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applyPlatform } from "../../demo/parts/platform.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import type { Lockouts } from "../../src/ports/lockouts.ts";
import { createLockouts } from "../../src/vault/lockouts.ts";
import { createSession } from "../../src/vault/session.ts";
import { createTransport, type Transport } from "../../src/vault/transport.ts";
import { textOf } from "./a-vault.ts";
import { badLogin, lockOut, lockoutOn, loginOf } from "./locked.ts";

let vault: RunningVault;
let transport: Transport;
/** With the worker's own AppRole and nothing else. */
let lockouts: Lockouts;
/** With what the half that hears people may do. */
let ingress: Lockouts;
beforeAll(async () => {
  vault = await startVault({ storage: "file" });
  const { bot, approleMount: mount } = await applyPlatform(vault);
  transport = createTransport({
    address: vault.address,
    ca: await readFile(vault.caFile, "utf8"),
    timeoutMs: 10_000,
    now: Date.now,
  });
  const of = (credentials: typeof bot.worker) =>
    createLockouts({ session: createSession({ transport, mount, ...credentials, now: Date.now }), mount });
  [lockouts, ingress] = [of(bot.worker), of(bot.ingress)];
  await lockoutOn(vault, { threshold: 3 });
}, 120_000);
afterAll(async () => {
  await transport?.close();
  await vault?.stop();
});
beforeEach(async () => {
  for (const lockout of await lockouts.list()) await lockouts.end(lockout);
});

describe("lockouts of AppRoles on a real Vault", () => {
  it("are none where nobody is locked out", async () => {
    expect(await lockouts.list()).toEqual([]);
    expect(await lockouts.missingCapabilities()).toEqual([]);
  });

  it("are listed by the role's name and the end of its RoleID, and ended, with the worker's rights alone", async () => {
    const login = await loginOf(vault, "profinaut-db");
    await login.good();
    await lockOut(vault, login.roleId);

    const listed = await lockouts.list();
    const whileLocked = await login.good();
    await Promise.all(listed.map((lockout) => lockouts.end(lockout)));

    expect(listed).toEqual([{ role: "profinaut-db", ending: login.roleId.slice(-4) }]);
    expect(JSON.stringify(listed)).not.toContain(login.roleId);
    expect(whileLocked).toBe(403);
    expect(await lockouts.list()).toEqual([]);
    expect(await login.good()).toBe(200);
  });

  it("are ended once: doing it again is success, and touches nobody else's", async () => {
    const [db, kafka] = [await loginOf(vault, "profinaut-db"), await loginOf(vault, "profinaut-kafka")];
    for (const login of [db, kafka]) {
      await login.good();
      await lockOut(vault, login.roleId);
    }
    const lockout = { role: "profinaut-db", ending: db.roleId.slice(-4) };

    await lockouts.end(lockout);
    await lockouts.end(lockout);

    expect(await lockouts.list()).toEqual([{ role: "profinaut-kafka", ending: kafka.roleId.slice(-4) }]);
    expect(await kafka.good()).toBe(403);
  });

  it("are named whatever a SecretID claims about itself", async () => {
    const login = await loginOf(vault, "profinaut-release", { role_name: "profinaut-db" });
    await login.good();
    await lockOut(vault, login.roleId);

    expect(await lockouts.list()).toMatchObject([{ role: "profinaut-release" }]);
  });

  it("have no name where nobody ever logged in with the RoleID, and can be ended all the same", async () => {
    const login = await loginOf(vault, "profinaut-staging-admin");
    await lockOut(vault, login.roleId);

    const listed = await lockouts.list();
    await Promise.all(listed.map((lockout) => lockouts.end(lockout)));

    expect(listed).toEqual([{ role: undefined, ending: login.roleId.slice(-4) }]);
    expect(await lockouts.list()).toEqual([]);
  });

  it("of people of other auth methods are not listed", async () => {
    await vault.api("POST", "sys/auth/userpass", { type: "userpass" });
    await vault.api("POST", "auth/userpass/users/eve", { password: "made-up" });
    for (let at = 0; at < 6; at += 1) await vault.api("POST", "auth/userpass/login/eve", { password: "wrong" }, "");
    const all = JSON.stringify((await vault.api("GET", "sys/locked-users")).body);

    expect(all).toContain("eve");
    expect(await lockouts.list()).toEqual([]);
  });

  it("outlive the server, and are still listed when they have ended by themselves", async () => {
    const login = await loginOf(vault, "profinaut-db");
    await login.good();
    await lockOut(vault, login.roleId);
    await vault.restart();
    const [afterRestart, locked] = [await lockouts.list(), await login.good()];
    await lockoutOn(vault, { threshold: 3, durationS: 1 });
    await expect.poll(() => login.good(), { interval: 200 }).toBe(200);
    const afterItsTime = await lockouts.list();
    await lockoutOn(vault, { threshold: 3 });

    expect(locked).toBe(403);
    expect(afterRestart).toMatchObject([{ role: "profinaut-db" }]);
    expect(afterItsTime).toEqual(afterRestart);
  });

  it("of a RoleID that nobody knows do not come to be", async () => {
    for (let at = 0; at < 6; at += 1) await badLogin(vault, "11111111-2222-3333-4444-555555555555");

    expect(await lockouts.list()).toEqual([]);
  });

  it("cannot be looked at while Vault is sealed", async () => {
    await vault.seal();
    const failure = await lockouts.list().catch((error: unknown) => error);
    await vault.unseal();

    expect(failure).toMatchObject({ service: "vault", effect: "none" });
  });

  it("T15 are neither seen nor ended by the half that hears people", async () => {
    expect(await ingress.missingCapabilities()).toHaveLength(4);
    await expect(ingress.list()).rejects.toMatchObject({ service: "vault", status: 403 });
  });

  it("T15 do not open the identity store: who knows no RoleID finds none", async () => {
    const { body } = await vault.api("POST", "auth/token/create", {
      policies: ["profinaut-bot-worker"],
      no_default_policy: true,
    });
    const token = textOf(body.auth?.client_token);
    const id = await loginOf(vault, "profinaut-db").then(async ({ good, roleId }) => {
      await good();
      const accessor = (await vault.api("GET", "sys/mounts/auth/approle")).body.data?.["accessor"];
      const alias = { alias_name: roleId, alias_mount_accessor: accessor };
      const found = await vault.api("POST", "identity/lookup/entity", alias, token);
      expect(found.status).toBe(200);
      return String(found.body.data?.["id"]);
    });
    const entity = await vault.api("GET", `identity/entity/id/${id}`);

    for (const body of [{ id }, { name: entity.body.data?.["name"] }, { alias_id: "any" }, {}])
      expect((await vault.api("POST", "identity/lookup/entity", body, token)).status).toBe(403);
    expect((await vault.api("LIST", "identity/entity/id", undefined, token)).status).toBe(403);
  });
});
