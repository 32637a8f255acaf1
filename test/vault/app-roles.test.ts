import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { describeAppRoles } from "../ports/app-roles.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { type AVault, aVault } from "./a-vault.ts";

describeAppRoles("Vault", async () => {
  const vault = await aVault();
  const transport = vault.transport();
  let ahead = 0;
  const session = await vault.session({ transport });
  return {
    appRoles: createAppRoles({ session, transport, mount: "approle", now: () => Date.now() + ahead }),
    role: (name, { policies = [], secretIdTtlS = 0, tokenTtlS = 0, tokenMaxTtlS = 0 } = {}) =>
      vault.role(name, {
        token_policies: policies,
        secret_id_ttl: secretIdTtlS,
        token_ttl: tokenTtlS,
        token_max_ttl: tokenMaxTtlS,
      }),
    async removeRole(name) {
      await vault.ok("DELETE", `auth/approle/role/${name}`);
    },
    async logsIn(role, secretId) {
      const { roleId } = await vault.credentials(role);
      const body = { role_id: roleId, secret_id: secretId.reveal() };
      return (await vault.server.api("POST", "auth/approle/login", body, "")).status === 200;
    },
    advance(ms) {
      ahead += ms;
    },
    stop: () => vault.stop(),
  };
});

describe("AppRoles when Vault or the way to it fails", () => {
  let vault: AVault;
  const role = "profinaut-db";
  const request = { role, ttlS: 3600, metadata: { request: "req_1" }, wrapTtlS: 120 };

  beforeAll(async () => {
    vault = await aVault();
    await vault.role(role);
  }, 60_000);
  afterAll(() => vault?.stop());

  const direct = async () => {
    const transport = vault.transport();
    return createAppRoles({ session: await vault.session({ transport }), transport, mount: "approle", now: Date.now });
  };
  const throughProxy = async () => {
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: Number(new URL(vault.server.address).port), tls: vault.tls });
    const transport = vault.transport({ address: `https://127.0.0.1:${proxy.port}`, timeoutMs: 1_000 });
    const session = await vault.session({ transport });
    const appRoles = createAppRoles({ session, transport, mount: "approle", now: Date.now });
    await appRoles.role(role);
    return { proxy, appRoles };
  };

  it("says 'unknown' when the answer to issuing is lost, issues once, and the leftover is found by its tag", async () => {
    const { proxy, appRoles } = await throughProxy();
    const before = await appRoles.accessors(role);

    proxy.mode({ kind: "lose-answer", matching: "/secret-id " });
    const issuing = appRoles.issueWrapped({ ...request, metadata: { request: "req_lost" } });
    await expect(issuing).rejects.toMatchObject({ code: "vault.lost-answer", effect: "unknown", retryable: true });

    proxy.mode({ kind: "pass" });
    const news = (await appRoles.accessors(role)).filter((accessor) => !before.includes(accessor));
    const tags = await Promise.all(news.map(async (accessor) => (await appRoles.lookUp(role, accessor))?.metadata));
    expect(tags).toEqual([{ request: "req_lost" }]);
    expect(proxy.answersLost()).toBe(1);
    await proxy.stop();
  });

  it("says 'unknown' when nothing answers an issue in time", async () => {
    const { proxy, appRoles } = await throughProxy();

    proxy.mode({ kind: "black-hole" });

    await expect(appRoles.issueWrapped(request)).rejects.toMatchObject({ code: "vault.lost-answer", effect: "unknown" });
    await proxy.stop();
  });

  it("settles a lost answer to destroying by looking", async () => {
    const { proxy, appRoles } = await throughProxy();
    const { accessor } = await appRoles.issueWrapped(request);

    proxy.mode({ kind: "lose-answer", matching: "/destroy " });
    await appRoles.destroy(role, accessor);

    expect(proxy.answersLost()).toBe(1);
    expect(await appRoles.lookUp(role, accessor)).toBeUndefined();
    await proxy.stop();
  });

  it("says 'unknown' when the answer to unwrapping is lost: the SecretID is spent and nobody has it", async () => {
    const { proxy, appRoles } = await throughProxy();
    const wrapped = await appRoles.issueWrapped(request);

    proxy.mode({ kind: "lose-answer", matching: "/unwrap " });
    await expect(appRoles.unwrap(wrapped)).rejects.toMatchObject({ effect: "unknown" });

    proxy.mode({ kind: "pass" });
    await expect(appRoles.unwrap(wrapped)).rejects.toMatchObject({ code: "vault.wrap-gone" });
    await proxy.stop();
  });

  it("repeats a look-up whose answer was lost, once", async () => {
    const { proxy, appRoles } = await throughProxy();
    const { accessor } = await appRoles.issueWrapped(request);

    proxy.mode({ kind: "lose-answer", matching: "/lookup " });
    const looking = appRoles.lookUp(role, accessor);
    await expect(looking).rejects.toMatchObject({ code: "vault.unreachable", effect: "none", retryable: true });

    expect(proxy.answersLost()).toBe(2);
    await proxy.stop();
  });

  it("says that Vault is sealed, and works again when it is not", async () => {
    const appRoles = await direct();
    await appRoles.role(role);

    await vault.server.seal();
    const issuing = appRoles.issueWrapped(request);
    await expect(issuing).rejects.toMatchObject({ code: "vault.sealed", effect: "none", retryable: true, status: 503 });

    await vault.server.unseal();
    expect((await appRoles.role(role)).role).toBe(role);
  });

  it("names what our policy denies and what we lack, by path and without the role's name in the sentence", async () => {
    const appRoles = await direct();
    await vault.role("other-db");

    const denied = appRoles.issueWrapped({ ...request, role: "other-db" });

    await expect(denied).rejects.toMatchObject({
      code: "vault.denied",
      effect: "none",
      retryable: false,
      sentence: { params: { path: "auth/approle/role/<role>/secret-id" } },
    });
    expect(await appRoles.missingCapabilities("other-db")).toEqual([
      "read auth/approle/role/other-db",
      "list auth/approle/role/other-db/secret-id/",
      "update auth/approle/role/other-db/secret-id",
      "update auth/approle/role/other-db/secret-id/lookup",
      "update auth/approle/role/other-db/secret-id-accessor/lookup",
      "update auth/approle/role/other-db/secret-id-accessor/destroy",
    ]);
  });

  it("does not take a refused destroy for done", async () => {
    const policy = 'path "auth/approle/role/profinaut-*" { capabilities = ["read", "list", "update"] }\n';
    const noDestroy = `${policy}path "auth/approle/role/profinaut-db/secret-id-accessor/destroy" { capabilities = ["deny"] }`;
    await vault.ok("PUT", "sys/policies/acl/no-destroy", { policy: noDestroy });
    await vault.role("no-destroy", { token_policies: ["no-destroy"] });
    const transport = vault.transport();
    const session = await vault.session({ transport, credentials: await vault.credentials("no-destroy") });
    const appRoles = createAppRoles({ session, transport, mount: "approle", now: Date.now });
    const { accessor } = await appRoles.issueWrapped(request);

    const failure: unknown = await appRoles.destroy(role, accessor).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ code: "vault.denied", effect: "none" });
    expect(await appRoles.lookUp(role, accessor)).toBeDefined();
  });

  it("says when nothing is mounted there, as for an unknown role", async () => {
    const transport = vault.transport();
    const elsewhere = createAppRoles({ session: transport.client(), transport, mount: "elsewhere", now: Date.now });

    const failure: unknown = await elsewhere.role(role).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).not.toBeInstanceOf(NotFoundError);
  });
});
