import { describe, expect, it } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { conflicts, pending } from "../../src/domain/platform-plan.ts";
import { aBroughtVault, aDeclaredPlatform, anEmptyVault, makeAll } from "./a-declared-platform.ts";
import { stateOf } from "./declared-state.ts";

describe("an empty Vault", () => {
  it("is brought to what is declared, and the second time there is nothing to do", async () => {
    const vault = await anEmptyVault();
    const platform = await aDeclaredPlatform(vault);

    const made = await makeAll(platform);
    const before = await stateOf(vault);
    const again = await makeAll(platform);

    expect(made).toBeGreaterThan(25);
    expect(again).toBe(0);
    expect(await stateOf(vault)).toEqual(before);
    expect((await platform.plan()).foreign).toEqual([]);
  });

  it("is brought there by nothing but what is missing", async () => {
    const { vault, platform } = await aBroughtVault();
    await vault.api("DELETE", "sys/policies/acl/profinaut-kafka");
    await vault.api("POST", "auth/approle/role/profinaut-db", { token_ttl: "1h", token_policies: ["root-like"] });
    await vault.api("POST", "secret/config", { cas_required: false });

    const plan = await platform.plan();
    const made = await makeAll(platform);

    expect(
      pending(plan).map(({ action, thing, differences }) => [action, thing.name, differences.map(({ setting }) => setting)]),
    ).toEqual([
      ["change", "secret", ["cas_required"]],
      ["create", "profinaut-kafka", []],
      ["change", "profinaut-db", ["token_policies", "token_ttl"]],
    ]);
    expect(made).toBe(3);
    expect(pending(await platform.plan())).toEqual([]);
  });
});

describe("what is not declared", () => {
  it("is named when it looks like ours, and never touched", async () => {
    const { vault, platform } = await aBroughtVault();
    await vault.api("POST", "auth/approle/role/profinaut-old", { token_ttl: "5m" });
    await vault.api("POST", "auth/approle/role/somebody", {});
    await vault.api("POST", "sys/policies/acl/profinaut-old", { policy: 'path "secret/x" { capabilities = ["read"] }' });
    await vault.api("POST", "sys/mounts/profinaut-attic", { type: "kv" });
    await vault.api("POST", "sys/auth/profinaut-people", { type: "userpass" });
    const paths = ["auth/approle/role/profinaut-old", "sys/policies/acl/profinaut-old", "sys/mounts", "sys/auth"];
    const before = await stateOf(vault, paths);
    await vault.api("POST", "auth/approle/role/profinaut-db", { token_ttl: "1h" });

    const { foreign } = await platform.plan();
    await makeAll(platform);

    expect(foreign.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "kv-mount profinaut-attic",
      "approle-mount profinaut-people",
      "policy profinaut-old",
      "app-role profinaut-old",
    ]);
    expect(await stateOf(vault, paths)).toEqual(before);
  });
});

describe("what is in the way", () => {
  it.each([
    [
      "a KV of version 1",
      "secret",
      async (vault: RunningVault) => {
        await vault.api("DELETE", "sys/mounts/secret");
        await vault.api("POST", "sys/mounts/secret", { type: "kv", options: { version: "1" } });
      },
    ],
    ["another auth method", "approle", (vault: RunningVault) => vault.api("POST", "sys/auth/approle", { type: "userpass" })],
    [
      "an audit device that writes elsewhere",
      "file",
      (vault: RunningVault) =>
        vault.api("POST", "sys/audit/file", { type: "file", options: { file_path: `${vault.folder}/elsewhere.log` } }),
    ],
  ] as const)("is said when it is %s", async (_, name, arrange) => {
    const vault = await anEmptyVault();
    await arrange(vault);

    const plan = await (await aDeclaredPlatform(vault)).plan();

    expect(conflicts(plan).map(({ thing }) => thing.name)).toEqual([name]);
  });
});

describe("whoever runs it", () => {
  it("T15 may look with no more than the policy for that", async () => {
    const { vault } = await aBroughtVault();
    const created = await vault.api("POST", "auth/token/create", { policies: ["profinaut-check"], no_default_policy: true });
    const token = created.body.auth?.client_token ?? "";
    await vault.api("POST", "auth/approle/role/profinaut-db", { token_ttl: "1h" });

    const platform = await aDeclaredPlatform(vault, { token });
    const plan = await platform.plan();

    expect(pending(plan).map(({ thing }) => thing.name)).toEqual(["profinaut-db"]);
    expect(await platform.hasRootToken()).toBe(false);
    expect(await platform.otherRootTokens()).toBe(1);
    await expect(makeAll(platform)).rejects.toMatchObject({ code: "vault.denied" });
    expect((await vault.api("GET", "secret/data/profinaut-keys/signing/decisions", undefined, token)).status).toBe(403);
    expect((await vault.api("GET", "auth/approle/role/profinaut-db/role-id", undefined, token)).status).toBe(403);
  });

  it("counts the root tokens that are alive beside its own, where it may know", async () => {
    const { vault, platform } = await aBroughtVault();
    expect(await platform.otherRootTokens()).toBe(0);
    await vault.api("POST", "auth/token/create", {});
    const ended = (await vault.api("POST", "auth/token/create", { policies: ["root"] })).body.auth?.client_token ?? "";
    await vault.api("POST", "auth/token/create", { policies: ["profinaut-db"] });
    const created = await vault.api("POST", "auth/token/create", { policies: ["profinaut-db"], no_default_policy: true });
    const stranger = await aDeclaredPlatform(vault, { token: created.body.auth?.client_token ?? "" });

    expect(await platform.otherRootTokens()).toBe(2);
    await vault.api("POST", "auth/token/revoke-self", {}, ended);
    expect(await platform.otherRootTokens()).toBe(1);
    expect(await stranger.otherRootTokens()).toBeUndefined();
  });

  it("T15 may hand logins to services with no more than the policy for that", async () => {
    const { vault } = await aBroughtVault();
    const created = await vault.api("POST", "auth/token/create", { policies: ["profinaut-hand-over"], no_default_policy: true });
    const token = created.body.auth?.client_token;
    const status = async (method: "GET" | "POST", path: string, headers = {}) =>
      (await vault.api(method, `auth/approle/role/${path}`, method === "POST" ? {} : undefined, token, headers)).status;
    const wrapped = { "x-vault-wrap-ttl": "60s" };

    expect(await status("GET", "profinaut-db/role-id")).toBe(200);
    expect(await status("POST", "profinaut-kafka/secret-id", wrapped)).toBe(200);
    expect(await status("POST", "profinaut-kafka/secret-id")).toBe(403);
    for (const role of ["admin", "release", "readonly", "bot", "staging-db"])
      expect([role, await status("POST", `profinaut-${role}/secret-id`, wrapped)]).toEqual([role, 403]);
    expect((await vault.api("GET", "secret/data/profinaut/db", undefined, token)).status).toBe(403);
  });

  it("needs a token that Vault knows", async () => {
    const vault = await anEmptyVault();

    const platform = await aDeclaredPlatform(vault, { token: "no-such-token" });

    await expect(platform.hasRootToken()).rejects.toMatchObject({ code: "bootstrap.token-refused" });
  });

  it("hears of a sealed Vault before anything else", async () => {
    const vault = await anEmptyVault();
    const platform = await aDeclaredPlatform(vault);
    expect(await platform.version()).toMatch(/^\d+\.\d+/);
    await vault.seal();

    await expect(platform.version()).rejects.toMatchObject({ code: "vault.sealed" });
  });

  it("hands over a SecretID that nobody has seen, which outlives the root token", async () => {
    const { vault, platform } = await aBroughtVault();

    const { role, roleId, wrappingToken } = await platform.handOver("worker", 600);
    await platform.revokeOwnToken();
    const opened = await vault.api("POST", "sys/wrapping/unwrap", undefined, wrappingToken.reveal());
    const again = await vault.api("POST", "sys/wrapping/unwrap", undefined, wrappingToken.reveal());
    const login = await vault.api(
      "POST",
      "auth/approle/login",
      { role_id: roleId, secret_id: opened.body.data?.["secret_id"] },
      "",
    );

    expect(role).toBe("profinaut-bot-worker");
    expect(again.status).toBe(400);
    expect(login.body.auth?.token_policies).toEqual(["profinaut-bot-worker"]);
    expect((await vault.api("GET", "auth/token/lookup-self")).status).toBe(403);
  });

  it("takes back what could not be handed over", async () => {
    const { vault, platform } = await aBroughtVault();

    const { wrappingToken, takeBack } = await platform.handOver("all", 600);
    await takeBack();

    expect(wrappingToken.reveal()).not.toBe("");
    expect((await vault.api("LIST", "auth/approle/role/profinaut-bot/secret-id")).status).toBe(404);
  });
});
