import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { vaultPath } from "../../src/vault/paths.ts";
import type { VaultCall } from "../../src/vault/transport.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { type AVault, aVault, textOf } from "./a-vault.ts";
import { recorded } from "./recorded.ts";

const minute = 60_000;
const login = "POST auth/approle/login";
const renew = "POST auth/token/renew-self";
const read: VaultCall = { method: "GET", path: vaultPath("auth/approle/role/profinaut-db"), kind: "read" };

describe("a session with Vault", () => {
  let vault: AVault;

  beforeAll(async () => {
    vault = await aVault();
    await vault.role("profinaut-db");
  }, 60_000);
  afterAll(() => vault?.stop());

  /** A session of a role of its own, whose clock runs ahead as told, and the calls it made. */
  const aSession = async (settings: object = {}) => {
    aSession.made += 1;
    const role = `profinaut-s${aSession.made}`;
    await vault.role(role, { token_policies: ["profinaut-bot"], token_ttl: "1h", ...settings });
    const credentials = await vault.credentials(role);
    const { transport, calls } = recorded(vault.transport());
    let ahead = 0;
    const session = await vault.session({ transport, credentials, now: () => Date.now() + ahead });
    const count = (call: string) => calls.filter((made) => made === call).length;
    return {
      session,
      role,
      credentials,
      count,
      advance: (ms: number) => {
        ahead += ms;
      },
    };
  };
  aSession.made = 0;

  /** Accessors of the living service tokens of a role. */
  const tokensOf = async (role: string) => {
    const listed = (await vault.ok("LIST", "auth/token/accessors")).body.data?.["keys"];
    const accessors = Array.isArray(listed) ? listed.map(textOf) : [];
    const living: string[] = [];
    for (const accessor of accessors) {
      const seen = await vault.server.api("POST", "auth/token/lookup-accessor", { accessor });
      if (JSON.stringify(seen.body.data?.["meta"]) === JSON.stringify({ role_name: role })) living.push(accessor);
    }
    return living;
  };
  const revokeTokensOf = async (role: string) => {
    for (const accessor of await tokensOf(role)) await vault.ok("POST", "auth/token/revoke-accessor", { accessor });
  };

  it("logs in once for everybody who asks at the same time", async () => {
    const { session, count } = await aSession();

    const answers = await Promise.all(Array.from({ length: 10 }, () => session.request(read)));

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(count(login)).toBe(1);
  });

  it("renews its token at two thirds of its life, once, and goes on with it", async () => {
    const { session, role, count, advance } = await aSession();
    await session.request(read);

    advance(39 * minute);
    await session.request(read);
    expect(count(renew)).toBe(0);

    advance(2 * minute);
    await Promise.all([session.request(read), session.request(read)]);

    expect(count(renew)).toBe(1);
    expect(count(login)).toBe(1);
    expect(await tokensOf(role)).toHaveLength(1);
  });

  it("logs in again before a token reaches its maximum, and no request fails meanwhile", async () => {
    const { session, count } = await aSession({ token_ttl: "2s", token_max_ttl: "3s" });

    const statuses = new Set<number>();
    await vi.waitUntil(
      async () => {
        statuses.add((await session.request(read)).status);
        return count(login) === 2;
      },
      { timeout: 10_000, interval: 20 },
    );

    expect([...statuses]).toEqual([200]);
    expect(count(renew)).toBeGreaterThan(0);
  }, 15_000);

  it("logs in again when its token has expired unused", async () => {
    const { session, count, advance } = await aSession();
    await session.request(read);

    advance(61 * minute);
    await session.request(read);

    expect(count(login)).toBe(2);
    expect(count(renew)).toBe(0);
  });

  it("replaces a batch token instead of renewing it, and does not revoke it", async () => {
    const { session, count, advance } = await aSession({ token_type: "batch" });
    await session.request(read);

    advance(41 * minute);
    await session.request(read);
    await session.stop();

    expect(count(login)).toBe(2);
    expect(count(renew)).toBe(0);
    expect(count("POST auth/token/revoke-self")).toBe(0);
  });

  it("logs in again when its token was revoked, and does what was asked once", async () => {
    const { session, role, count } = await aSession();
    await session.request(read);
    await vault.role("profinaut-once");

    await revokeTokensOf(role);
    const issue: VaultCall = { method: "POST", path: vaultPath("auth/approle/role/profinaut-once/secret-id"), kind: "write" };
    expect((await session.request(issue)).status).toBe(200);

    expect(count(login)).toBe(2);
    expect((await vault.ok("LIST", "auth/approle/role/profinaut-once/secret-id")).body.data?.["keys"]).toHaveLength(1);
  });

  it("replaces a token that was revoked when it comes to renew it", async () => {
    const { session, role, count, advance } = await aSession();
    await session.request(read);

    await revokeTokensOf(role);
    advance(41 * minute);
    expect((await session.request(read)).status).toBe(200);

    expect(count(renew)).toBe(1);
    expect(count(login)).toBe(2);
  });

  it("does not log in again when a policy denies", async () => {
    const { session, count } = await aSession();
    await session.request(read);

    const denied = session.request({ method: "GET", path: vaultPath("sys/policies/acl/root"), kind: "read" });

    await expect(denied).rejects.toMatchObject({ code: "vault.denied", effect: "none" });
    expect(count(login)).toBe(1);
  });

  it("reports a wrong SecretID, and does not ask so often that Vault locks the RoleID for everybody", async () => {
    const { role, credentials } = await aSession();
    const { transport, calls } = recorded(vault.transport());
    let ahead = 0;
    const wrong = { ...credentials, secretId: new Secret("wrong") };
    const session = await vault.session({ transport, credentials: wrong, now: () => Date.now() + ahead });
    const refused = { code: "vault.login-refused", effect: "none", retryable: false, status: 400 };

    for (let attempt = 0; attempt < 10; attempt += 1) await expect(session.request(read)).rejects.toMatchObject(refused);
    expect(calls).toEqual([login]);

    ahead = 6 * minute;
    await expect(session.request(read)).rejects.toMatchObject(refused);
    expect(calls).toEqual([login, login]);
    const good = await vault.session({ credentials: await vault.credentials(role) });
    expect((await good.request(read)).status).toBe(200);
  });

  it("says that time helps when Vault has locked the RoleID", async () => {
    const { session, credentials } = await aSession();
    const body = { role_id: credentials.roleId, secret_id: "wrong" };
    for (let attempt = 0; attempt < 5; attempt += 1) await vault.server.api("POST", "auth/approle/login", body, "");

    await expect(session.request(read)).rejects.toMatchObject({ code: "vault.login-locked", retryable: true, status: 403 });
  });

  it("goes on with a living token when it cannot be replaced", async () => {
    const { session, role, count, advance } = await aSession({ token_type: "batch" });
    await session.request(read);
    await vault.ok("DELETE", `auth/approle/role/${role}`);

    advance(41 * minute);
    expect((await session.request(read)).status).toBe(200);
    expect((await session.request(read)).status).toBe(200);
    expect(count(login)).toBe(2);

    advance(20 * minute);
    await expect(session.request(read)).rejects.toMatchObject({ code: "vault.login-refused" });
  });

  it("revokes its token when it stops, and is of no use after that", async () => {
    const { session, role } = await aSession();
    await session.request(read);
    expect(await tokensOf(role)).toHaveLength(1);

    await session.stop();
    await session.stop();

    expect(await tokensOf(role)).toEqual([]);
    await expect(session.request(read)).rejects.toMatchObject({ code: "vault.unreachable", effect: "none" });
  });

  it("stops in bounded time when Vault hangs", async () => {
    const { session } = await aSession();
    await session.request(read);

    vault.server.freeze();
    const sinceMs = Date.now();
    await session.stop();
    vault.server.thaw();

    expect(Date.now() - sinceMs).toBeLessThan(4_000);
  });

  it("lets one caller give up a login that another still waits for", async () => {
    const { credentials } = await aSession();
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: Number(new URL(vault.server.address).port), tls: vault.tls });
    const transport = vault.transport({ address: `https://127.0.0.1:${proxy.port}` });
    const session = await vault.session({ transport, credentials });
    proxy.mode({ kind: "latency", ms: 300 });
    const impatient = new AbortController();

    const patient = session.request(read);
    const givenUp = session.request({ ...read, signal: impatient.signal });
    impatient.abort();

    await expect(givenUp).rejects.toMatchObject({ effect: "none" });
    expect((await patient).status).toBe(200);
    await proxy.stop();
  });

  it("has no effect to look for when the answer to its login is lost", async () => {
    const { credentials } = await aSession();
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: Number(new URL(vault.server.address).port), tls: vault.tls });
    const session = await vault.session({
      transport: vault.transport({ address: `https://127.0.0.1:${proxy.port}` }),
      credentials,
    });
    const issue: VaultCall = { method: "POST", path: vaultPath("auth/approle/role/profinaut-db/secret-id"), kind: "write" };

    proxy.mode({ kind: "lose-answer" });
    await expect(session.request(issue)).rejects.toMatchObject({ code: "vault.unreachable", effect: "none", retryable: true });

    expect(proxy.answersLost()).toBe(1);
    await proxy.stop();
  });
});
