import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { createWrapping } from "../../src/vault/wrapping.ts";
import { describeWrapping } from "../ports/wrapping.ts";
import { createMemoryWrapping } from "../support/memory-wrapping.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { type AVault, aVault, textOf } from "./a-vault.ts";
import { recorded } from "./recorded.ts";
import { renderingsOf } from "./renderings.ts";

const wrapped = async (vault: AVault, data: object, ttlS = 300): Promise<Secret> => {
  const { body } = await vault.ok("POST", "sys/wrapping/wrap", data, undefined, { "x-vault-wrap-ttl": `${ttlS}s` });
  return new Secret(textOf(body.wrap_info?.token));
};

describeWrapping("Vault", async () => {
  const vault = await aVault();
  await vault.ok("POST", "secret/data/profinaut/db", { data: { password: "canary" } });
  return {
    wrapping: createWrapping({ transport: vault.transport() }),
    wrap: (data, ttlS) => wrapped(vault, data, ttlS),
    wrapRead: async (ttlS) => {
      const headers = { "x-vault-wrap-ttl": `${ttlS}s` };
      const { body } = await vault.ok("GET", "secret/data/profinaut/db", undefined, undefined, headers);
      return new Secret(textOf(body.wrap_info?.token));
    },
    plainToken: async () => {
      const { body } = await vault.ok("POST", "auth/token/create", { policies: ["default"], ttl: "5m" });
      return new Secret(textOf(body.auth?.client_token));
    },
    end: async (token) => void (await vault.ok("POST", "auth/token/revoke", { token: token.reveal() })),
    stop: () => vault.stop(),
  };
});

describeWrapping("memory", async () => createMemoryWrapping({ now: Date.now }));

describe("wrapping tokens on the way to Vault", () => {
  let vault: AVault;
  beforeAll(async () => {
    vault = await aVault();
  }, 60_000);
  afterAll(() => vault?.stop());
  const failureOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

  it("refuses what was read: the content of another call's answer is no set of texts", async () => {
    await vault.ok("POST", "secret/data/profinaut/db", { data: { password: "canary" } });
    const { body } = await vault.ok("GET", "secret/data/profinaut/db", undefined, undefined, { "x-vault-wrap-ttl": "60s" });

    const failure = await failureOf(
      createWrapping({ transport: vault.transport() }).open(new Secret(textOf(body.wrap_info?.token))),
    );

    expect(failure).toMatchObject({ code: "kv.wrap-not-text" });
    expect(renderingsOf(failure)).not.toContain("canary");
  });

  it("refuses a wrapped login", async () => {
    await vault.role("wrapped-login", { token_ttl: "5m" });
    const { roleId, secretId } = await vault.credentials("wrapped-login");
    const login = { role_id: roleId, secret_id: secretId.reveal() };
    const { body } = await vault.ok("POST", "auth/approle/login", login, "", { "x-vault-wrap-ttl": "60s" });

    const opening = createWrapping({ transport: vault.transport() }).open(new Secret(textOf(body.wrap_info?.token)));

    await expect(opening).rejects.toMatchObject({ code: "kv.wrap-not-text" });
  });

  it("knows a token that has ended by itself no more", async () => {
    const wrapping = createWrapping({ transport: vault.transport() });
    const token = await wrapped(vault, { a: "b" }, 1);

    await expect.poll(() => wrapping.look(token), { timeout: 10_000 }).toBeUndefined();

    await expect(wrapping.open(token)).rejects.toMatchObject({ code: "kv.wrap-gone" });
  });

  it("sends nothing that is no token", async () => {
    const { transport, calls } = recorded(vault.transport());
    const wrapping = createWrapping({ transport });

    for (const odd of ["", "a b c d e f g h", "x\r\nX-Vault-Namespace: other", "ünicode-token", "x".repeat(2_000)])
      expect(await wrapping.look(new Secret(odd))).toBeUndefined();

    expect(calls).toEqual([]);
  });

  it("T13 says 'unknown' when the answer to opening is lost: it is spent; and shows neither token nor value", async () => {
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: Number(new URL(vault.server.address).port), tls: vault.tls });
    const wrapping = createWrapping({
      transport: vault.transport({ address: `https://127.0.0.1:${proxy.port}`, timeoutMs: 1_000 }),
    });
    const token = await wrapped(vault, { api_key: "canary" });

    proxy.mode({ kind: "lose-answer", matching: "/unwrap " });
    const lost = await failureOf(wrapping.open(token));
    proxy.mode({ kind: "pass" });
    const gone = await failureOf(wrapping.open(token));
    proxy.mode({ kind: "lose-answer", matching: "/lookup " });
    const unseen = await failureOf(wrapping.look(token));
    await proxy.stop();
    const unreached = await failureOf(wrapping.open(token));

    expect(lost).toMatchObject({ code: "vault.lost-answer", effect: "unknown" });
    expect(gone).toMatchObject({ code: "kv.wrap-gone" });
    expect(unseen).toMatchObject({ code: "vault.unreachable", effect: "none" });
    expect(unreached).toMatchObject({ code: "vault.unreachable", effect: "none" });
    for (const failure of [lost, gone, unseen, unreached]) {
      expect(renderingsOf(failure)).not.toContain(token.reveal());
      expect(renderingsOf(failure)).not.toContain("canary");
    }
  });

  it("says that Vault is sealed, and spends nothing", async () => {
    const wrapping = createWrapping({ transport: vault.transport() });
    const token = await wrapped(vault, { a: "b" });

    await vault.server.seal();
    const sealed = { code: "vault.sealed", effect: "none", retryable: true };
    await expect(wrapping.look(token)).rejects.toMatchObject(sealed);
    await expect(wrapping.open(token)).rejects.toMatchObject(sealed);
    await vault.server.unseal();

    expect((await wrapping.open(token)).get("a")?.reveal()).toBe("b");
  });
});
