import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aPlatform, put, tokens } from "../cli/an-exec.ts";
import { aRunner, logOf } from "./a-runner.ts";
import { byAppRole } from "./by-app-role.ts";

const canary = ["canary", "of", "ci"].join("-");
const lines = [`${canary}-one`, "", `${canary} two 100%25 %`, "   ", `"${canary}"\r`, `三 ${canary}`];
const source = "source .github/profinaut/vault.sh\n";
let platform: Awaited<ReturnType<typeof aPlatform>>;
let vault: RunningVault;

beforeAll(async () => {
  platform = await aPlatform();
  vault = platform.vault;
  await put(vault, "db/credentials", { username: `${canary}-user`, password: lines.join("\n") });
});
afterAll(() => platform.stop());

describe("values from Vault in a step", () => {
  it("each line of a value is masked before it can be used, and the log shows none", async () => {
    const runner = aRunner();
    const script = `${source}
      vault_login
      vault_values $'# a comment\\n\\nDB_USER=db/credentials#username\\nDB_PASSWORD=db/credentials#password'
      vault_logout
      printf '%s\\n' "$DB_USER" "$DB_PASSWORD" "\${vault_names[*]}"
      env`;

    const { code, stdout, stderr } = await runner.step(script, await byAppRole(vault));

    expect([code, stderr]).toEqual([0, ""]);
    const masks = stdout.split("\n").filter((line) => line.startsWith("::add-mask::"));
    expect(masks.length).toBe(1 + 1 + lines.filter((line) => line.trim() !== "").length);
    expect(stdout).toContain(`${canary}-one\n`);
    expect(logOf(stdout)).not.toContain(canary);
    expect(logOf(stdout)).toContain("DB_USER DB_PASSWORD");
    expect(logOf(stdout)).toContain("Logged in to Vault as profinaut-db, for at most 1200 seconds");
    expect(logOf(stdout)).not.toContain("PROFINAUT_VAULT_SECRET_ID");
  });

  it("nothing of them is on disk or in the arguments of a program, and no token outlives the step", async () => {
    const runner = aRunner();
    for (const name of ["curl", "jq"])
      runner.program(name, `printf '%s\\n' "$@" >> "$HOME/arguments"; exec /usr/bin/${name} "$@"`);
    const env = await byAppRole(vault);
    const before = (await tokens(vault)).length;
    const script = `${source} vault_login; printf '%s' "$vault_token" | sha256sum > /dev/null; vault_values 'A=db/credentials#password'; exit 3`;

    const { code, stdout } = await runner.step(script, env);

    expect(code).toBe(3);
    const [, token = ""] = /::add-mask::(\S+)/.exec(stdout) ?? [];
    expect(token.length).toBeGreaterThan(20);
    expect(await tokens(vault)).toHaveLength(before);
    const all = runner.files().filter(({ path }) => !path.includes("/.github/"));
    expect(all.find(({ path }) => path.endsWith("/arguments"))?.text).toContain("auth/approle/login");
    for (const { text: kept } of all)
      for (const secret of [canary, token, env["PROFINAUT_VAULT_SECRET_ID"] ?? ""]) expect(kept).not.toContain(secret);
  });

  it("xtrace is turned off, because it would print them", async () => {
    const script = `set -x; ${source} vault_login; vault_values 'A=db/credentials#password'`;

    const { code, stderr } = await aRunner().step(script, await byAppRole(vault));

    expect(code).toBe(0);
    expect(stderr).not.toContain(canary);
  });

  it.each([
    ["a path of nothing", "A=db/nothing#password", "profinaut/db/nothing cannot be read"],
    ["another's path", "A=kafka/credentials#password", "profinaut/kafka/credentials cannot be read: profinaut-db may not"],
    ["a field of nothing", "A=db/credentials#pin", "has no field pin"],
    ["a path that climbs", "A=db/../kafka#x", "a path is small letters"],
    ["no path", "A", "NAME=path#field"],
    ["no field", "A=db/credentials", "NAME=path#field"],
    ["a name that is none", "a b=db/credentials#password", "NAME=path#field"],
    ["a name that changes programs", "LD_PRELOAD=db/credentials#password", "LD_PRELOAD changes how programs run"],
  ])("%s ends the step, and the token", async (_, value, said) => {
    const before = (await tokens(vault)).length;

    const { code, stdout } = await aRunner().step(
      `${source} vault_login; vault_values '${value}'; echo went on`,
      await byAppRole(vault),
    );

    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error title=Vault::/m);
    expect(stdout).toContain(said);
    expect(stdout).not.toContain("went on");
    expect(await tokens(vault)).toHaveLength(before);
  });

  it.each([
    ["no address", { PROFINAUT_VAULT_ADDR: "" }, "PROFINAUT_VAULT_ADDR is empty"],
    ["an address without TLS", { PROFINAUT_VAULT_ADDR: "http://127.0.0.1:8200" }, "must begin with https://"],
    ["no SecretID", { PROFINAUT_VAULT_SECRET_ID: "" }, "is empty: add the secrets"],
    ["a retired SecretID", { PROFINAUT_VAULT_SECRET_ID: "retired" }, "refused the login by AppRole"],
    ["another method", { PROFINAUT_VAULT_AUTH: "token" }, "must be approle or oidc"],
    ["no OIDC token", { PROFINAUT_VAULT_AUTH: "oidc" }, "needs the permission id-token: write"],
  ])("%s is said, and nothing goes on", async (_, change, said) => {
    const { code, stdout } = await aRunner().step(`${source} vault_login; echo went on`, {
      ...(await byAppRole(vault)),
      ...change,
    });

    expect(code).toBe(1);
    expect(stdout).toContain(said);
    expect(stdout).not.toContain("went on");
  });
});
