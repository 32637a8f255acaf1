import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { createKv } from "../../src/vault/kv.ts";
import { createSession } from "../../src/vault/session.ts";
import { createDecisionSigner, createDecisionVerifier } from "../../src/vault/signing-keys.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { aDeclaration, asAdministrator, aVaultServer, bootstrap, profinaut } from "./a-bootstrap.ts";

const mountsOf = async (vault: RunningVault) => Object.keys((await vault.api("GET", "sys/auth")).body.data ?? {});
const issued = async (vault: RunningVault, role: string): Promise<unknown> =>
  (await vault.api("LIST", `auth/approle/role/${role}/secret-id`)).body.data?.["keys"] ?? [];

describe("profinaut bootstrap, as a process without a terminal", () => {
  it("shows the difference, applies it when told to, and says the second time that there is nothing to do", async () => {
    const [vault, { folder }] = [await aVaultServer(), aDeclaration()];
    const run = (...args: readonly string[]) => profinaut(["bootstrap", "--from", folder, ...args], asAdministrator(vault));

    const checked = await run("--check");
    const unasked = await run();
    const untouched = await mountsOf(vault);
    const applied = await run("--yes");
    const again = await run("--yes");
    const checkedAgain = await run("--check");

    expect(checked).toMatchObject({ status: 2, errors: "" });
    expect(checked.out).toContain("+ AppRole profinaut-staging-db");
    expect(checked.out).toContain("cas_required: false → true");
    expect(unasked).toMatchObject({ status: 2, errors: expect.stringContaining("--yes") });
    expect(untouched).toEqual(["token/"]);
    expect(applied).toMatchObject({ status: 0, errors: "" });
    expect(applied.out).toContain("✔ AppRole profinaut-staging-db");
    expect(applied.out).toContain("vault token revoke -self");
    expect(again).toMatchObject({ status: 0, out: expect.stringContaining("nothing to change") });
    expect(again.out).not.toContain("✔");
    expect(checkedAgain).toMatchObject({ status: 0, errors: "", out: expect.stringContaining("Vault is as declared.") });
    expect(checkedAgain.out).toContain("No other root token is alive.");
    for (const { out, errors } of [checked, applied, again]) expect(out + errors).not.toContain(vault.rootToken);
  });

  it("leaves a bot that needs no root token: wrapped SecretIDs handed over, the root token revoked", async () => {
    const [vault, { folder, path }] = [await aVaultServer(), aDeclaration()];

    const { status, out } = await profinaut(
      ["bootstrap", "--from", folder, "--yes", "--hand-over", "split", "--to", path("handed"), "--revoke-root"],
      asAdministrator(vault),
    );

    const files = readdirSync(path("handed")).sort();
    expect(status).toBe(0);
    expect(files).toEqual(["ingress.wrap", "worker.wrap"]);
    for (const file of files) expect(statSync(path(`handed/${file}`)).mode & 0o777).toBe(0o600);
    expect(out).toContain("The root token is revoked.");
    expect((await vault.api("GET", "auth/token/lookup-self")).status).toBe(403);

    const transport = createTransport({
      address: vault.address,
      ca: readFileSync(vault.caFile, "utf8"),
      timeoutMs: 5_000,
      now: Date.now,
    });
    onTestFinished(() => transport.close());
    const sessionOf = async (half: "ingress" | "worker") => {
      const token = readFileSync(path(`handed/${half}.wrap`), "utf8").trim();
      const roleId = new RegExp(`profinaut-bot-${half}: VAULT_ROLE_ID=(\\S+)`).exec(out)?.[1] ?? "";
      const opened = await vault.api("POST", "sys/wrapping/unwrap", undefined, token);
      const secretId = new Secret(String(opened.body.data?.["secret_id"]));
      expect(out).not.toContain(token);
      return createSession({ transport, mount: "approle", roleId, secretId, now: Date.now });
    };
    const [ingress, worker] = [await sessionOf("ingress"), await sessionOf("worker")];
    const keys = (session: typeof ingress) => ({
      kv: createKv({ session, mount: "secret" }),
      kvBase: "profinaut",
      monotonicMs: Date.now,
    });
    const appRoles = createAppRoles({ session: worker, transport, mount: "approle", now: Date.now });

    const signature = await createDecisionSigner(keys(ingress)).sign("approved");
    const wrapped = await appRoles.issueWrapped({ role: "profinaut-db", ttlS: 3600, metadata: {}, wrapTtlS: 60 });

    expect(await createDecisionVerifier(keys(worker)).verify("approved", signature)).toBe(true);
    expect((await appRoles.lookUpValue("profinaut-db", await appRoles.unwrap(wrapped)))?.accessor).toBe(wrapped.accessor);
    expect(await appRoles.missingCapabilities("profinaut-staging-db")).toEqual([]);
  });
});

describe("profinaut bootstrap, at a terminal", () => {
  it.each(["y\n", "Yes\n", "はい\n"])("applies when the answer is %j", async (typed) => {
    const [vault, { folder: from }] = [await aVaultServer(), aDeclaration()];

    const { status, out } = await bootstrap({ from }, asAdministrator(vault), typed);

    expect(status).toBe(0);
    expect(out).toContain(`Apply this to ${vault.address}? [y/N]`);
    expect(await mountsOf(vault)).toContain("approle/");
  });

  it.each(["n\n", "\n", "yes please\n", ""])("changes nothing when the answer is %j", async (typed) => {
    const [vault, { folder: from }] = [await aVaultServer(), aDeclaration()];

    const { status, out } = await bootstrap({ from, handOver: "all", revokeRoot: true }, asAdministrator(vault), typed);

    expect(status).toBe(1);
    expect(out).toContain("Nothing was changed.");
    expect(await mountsOf(vault)).toEqual(["token/"]);
    expect((await vault.api("GET", "auth/token/lookup-self")).status).toBe(200);
  });

  it("shows the wrapping token there when no folder is named", async () => {
    const [vault, { folder: from }] = [await aVaultServer(), aDeclaration()];

    const { out } = await bootstrap({ from, handOver: "all" }, asAdministrator(vault), "y\n");
    const token = /^ {2}(hvs\.\S+)$/m.exec(out)?.[1] ?? "";
    const opened = await vault.api("POST", "sys/wrapping/unwrap", undefined, token);

    expect(opened.body.data).toMatchObject({ secret_id_ttl: 365 * 24 * 60 * 60 });
    expect(out).not.toContain(String(opened.body.data?.["secret_id"]));
  });
});

describe("profinaut bootstrap", () => {
  it("issues SecretIDs only when asked, and none that it cannot write down", async () => {
    const [vault, { folder: from, path }] = [await aVaultServer(), aDeclaration()];
    const run = (given: object) => bootstrap({ from, yes: true, ...given }, asAdministrator(vault));

    const first = await run({ handOver: "all", to: path("here") });
    const afterFirst = await issued(vault, "profinaut-bot");
    const others = [
      await run({}),
      await run({ handOver: "all", to: path("here") }),
      await run({ handOver: "all" }),
      await run({ handOver: "split", to: `${vault.caFile}/no-folder` }),
    ];

    expect([first, ...others].map(({ status }) => status)).toEqual([0, 0, 2, 2, 2]);
    expect(afterFirst).toHaveLength(1);
    expect(await issued(vault, "profinaut-bot")).toEqual(afterFirst);
    expect(await issued(vault, "profinaut-bot-ingress")).toEqual([]);
    expect(others[1]?.errors).toContain("here/bot.wrap");
    expect(others[2]?.errors).toContain("--to");
    expect(others[3]?.errors).toContain("no-folder");
  });

  it("revokes nothing but a root token", async () => {
    const [vault, { folder: from }] = [await aVaultServer(), aDeclaration()];
    const created = await vault.api("POST", "auth/token/create", { policies: ["default"] });
    const token = created.body.auth?.client_token ?? "";

    const { status, errors } = await bootstrap(
      { from, yes: true, revokeRoot: true },
      { ...asAdministrator(vault), VAULT_TOKEN: token },
    );

    expect(status).toBe(2);
    expect(errors).toContain("no root token");
    expect((await vault.api("GET", "auth/token/lookup-self", undefined, token)).status).toBe(200);
  });

  it("goes on after a mistake in the files is mended, and keeps the root token and issues nothing until then", async () => {
    const [vault, { folder: from, edit, path }] = [await aVaultServer(), aDeclaration()];
    const run = () =>
      bootstrap({ from, yes: true, handOver: "all", to: path("handed"), revokeRoot: true }, asAdministrator(vault));
    edit("policies/profinaut-check.hcl", 'path "sys/audit" {', 'path "sys/audit" [');

    const broken = await run();
    const filesThen = readdirSync(path("handed"));
    edit("policies/profinaut-check.hcl", 'path "sys/audit" [', 'path "sys/audit" {');
    const mended = await run();

    expect(broken.status).toBe(1);
    expect(broken.errors).toMatch(/Stopped after \d+ of \d+/);
    expect(broken.errors).toContain("policy profinaut-check");
    expect(filesThen).toEqual([]);
    expect(mended.status).toBe(0);
    expect(mended.out).toContain("= policy profinaut-admin");
    expect(readdirSync(path("handed"))).toEqual(["bot.wrap"]);
  });

  it("replaces the keys that sign decisions when asked, and what the old ones signed can still be verified", async () => {
    const [vault, { folder: from }] = [await aVaultServer(), aDeclaration()];
    const run = (given: object) => bootstrap({ from, yes: true, ...given }, asAdministrator(vault));
    const kid = async () =>
      Object((await vault.api("GET", "secret/data/profinaut-keys/signing/decisions")).body.data?.["data"]).kid;
    await run({});
    const before = await kid();

    const { status, out } = await run({ newSigningKeys: true });

    const { body } = await vault.api("GET", "secret/data/profinaut-keys/public/decisions");
    expect(status).toBe(0);
    expect(out).toContain("New keys sign decisions");
    expect(await kid()).not.toBe(before);
    expect(Object.keys(JSON.parse(Object(body.data?.["data"]).keys))).toEqual(expect.arrayContaining([before, await kid()]));
  });

  it("takes mounts and base from profinaut.yml, and speaks Japanese where its user does", async () => {
    const [vault, { folder: from, path, edit }] = [await aVaultServer(), aDeclaration()];
    writeFileSync(
      path("profinaut.yml"),
      [
        "channel: C0123456789",
        "slack: { teams: [T0123456789] }",
        "github: { repository: acme/profinaut }",
        "approval: { approvers: { users: [U0AAAAAAAAA] }, required: 1, expiresAfter: 2d }",
        "vault: { kvMount: kv, kvBase: acme, approleMount: machines }",
        "exchanges: { kraken: { kind: binance, api: https://api.example } }",
        "roles:",
        "  profinaut-web: { secretIdTtl: 90d, overlap: 1d, deliverTo: [{ github: repository, secret: WEB }] }",
      ].join("\n"),
    );
    const env = { ...asAdministrator(vault), PROFINAUT_CONFIG: path("profinaut.yml"), LANG: "ja_JP.UTF-8" };

    const tooShort = await bootstrap({ from, yes: true }, env);
    edit("roles.yml", "vanishAfter: 26h", "vanishAfter: 50h");
    edit("roles.yml", "exchanges: [", "exchanges: [kraken, ");
    edit(
      "roles.yml",
      "  profinaut-db:",
      "  profinaut-web: { policy: consumer, secretIdTtl: 90d, tokenTtl: 5m, tokenMaxTtl: 1h }\n  profinaut-db:",
    );
    const applied = await bootstrap({ from, yes: true }, env);

    expect(tooShort.status).toBe(2);
    for (const mistake of ["waiting.vanishAfter", "exchanges.kraken", "roles.profinaut-web"])
      expect(tooShort.errors).toContain(mistake);
    expect(applied).toMatchObject({ status: 0, out: expect.stringContaining("宣言どおりです") });
    expect((await vault.api("GET", "acme-pending/config")).body.data?.["delete_version_after"]).toBe("50h0m0s");
    expect((await vault.api("GET", "kv/data/acme-keys/public/decisions")).status).toBe(200);
    expect((await vault.api("GET", "auth/machines/role/profinaut-db")).status).toBe(200);
  });
});
