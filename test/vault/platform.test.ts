import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyPlatform } from "../../demo/parts/platform.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { createKv } from "../../src/vault/kv.ts";
import { createSession, type VaultSession } from "../../src/vault/session.ts";
import { createDecisionSigner, createDecisionVerifier } from "../../src/vault/signing-keys.ts";
import type { Transport } from "../../src/vault/transport.ts";
import { type AVault, aVault } from "./a-vault.ts";

const role = "profinaut-db";
const request = { role, ttlS: 3600, metadata: { request: "req_1" }, wrapTtlS: 120 };

/** The adapters with no more rights than the declared policies of the bot's two halves give. */
describe("the adapters under the platform's own policies", () => {
  let vault: AVault;
  let transport: Transport;
  let worker: VaultSession;
  let ingress: VaultSession;

  beforeAll(async () => {
    vault = await aVault();
    const { bot } = await applyPlatform(vault.server);
    transport = vault.transport();
    const sessionOf = (credentials: typeof bot.worker) =>
      createSession({ transport, mount: "approle", ...credentials, now: Date.now });
    worker = sessionOf(bot.worker);
    ingress = sessionOf(bot.ingress);
  }, 60_000);
  afterAll(() => vault?.stop());

  const rolesOf = (session: VaultSession) => createAppRoles({ session, transport, mount: "approle", now: Date.now });
  const keysOf = (session: VaultSession) => ({
    kv: createKv({ session, mount: "secret" }),
    kvBase: "profinaut",
    monotonicMs: Date.now,
  });

  it("lets the worker do all of a rotation", async () => {
    const appRoles = rolesOf(worker);

    expect(await appRoles.missingCapabilities(role)).toEqual([]);
    expect((await appRoles.role(role)).mountMaxTtlS).toBeGreaterThan(0);
    const wrapped = await appRoles.issueWrapped(request);
    expect(await appRoles.accessors(role)).toContain(wrapped.accessor);
    const secretId = await appRoles.unwrap(wrapped);
    expect((await appRoles.lookUpValue(role, secretId))?.accessor).toBe(wrapped.accessor);
    await appRoles.destroy(role, wrapped.accessor);
    expect(await appRoles.lookUp(role, wrapped.accessor)).toBeUndefined();
  });

  it("lets ingress look, and neither issue nor destroy", async () => {
    const { accessor } = await rolesOf(worker).issueWrapped(request);
    const appRoles = rolesOf(ingress);

    expect((await appRoles.role(role)).role).toBe(role);
    expect(await appRoles.accessors(role)).toContain(accessor);
    expect((await appRoles.lookUp(role, accessor))?.metadata).toEqual({ request: "req_1" });
    await expect(appRoles.issueWrapped(request)).rejects.toMatchObject({ code: "vault.denied", effect: "none" });
    await expect(appRoles.destroy(role, accessor)).rejects.toMatchObject({ code: "vault.denied", effect: "none" });
    expect(await appRoles.missingCapabilities(role)).toEqual([
      "update auth/approle/role/profinaut-db/secret-id",
      "update auth/approle/role/profinaut-db/secret-id/lookup",
      "update auth/approle/role/profinaut-db/secret-id-accessor/destroy",
    ]);
  });

  it("lets ingress sign what the worker verifies, and the worker sign nothing", async () => {
    const signature = await createDecisionSigner(keysOf(ingress)).sign("decision");

    expect(await createDecisionVerifier(keysOf(worker)).verify("decision", signature)).toBe(true);
    await expect(createDecisionSigner(keysOf(worker)).sign("forged")).rejects.toMatchObject({ code: "vault.denied" });
  });

  it("lets both give their tokens back", async () => {
    await Promise.all([worker.stop(), ingress.stop()]);

    await expect(rolesOf(worker).role(role)).rejects.toMatchObject({ code: "vault.unreachable", effect: "none" });
  });
});
