import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type AppliedPlatform, applyPlatform } from "../../demo/parts/platform.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { isInPlace } from "../../src/operations/add-role/in-place.ts";
import { configurationLine, rolesLine } from "../../src/operations/add-role/snippets.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { createSession } from "../../src/vault/session.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { bootstrapWith, configuredWith, declaredWith } from "../support/declared-line.ts";

let vault: RunningVault;
let platform: AppliedPlatform;
beforeAll(async () => {
  vault = await startVault();
  platform = await applyPlatform(vault);
}, 120_000);
afterAll(() => vault?.stop());

/** What the bot's worker may see, with its own policy. */
async function asWorker() {
  const ca = await readFile(vault.caFile, "utf8");
  const transport = createTransport({ address: vault.address, ca, timeoutMs: 10_000, now: Date.now });
  const session = createSession({ transport, mount: "approle", ...platform.bot.worker, now: Date.now });
  onTestFinished(async () => {
    await session.stop();
    await transport.close();
  });
  return { appRoles: createAppRoles({ session, transport, mount: "approle", now: Date.now }) };
}

const signal = AbortSignal.timeout(60_000);

async function tokenOf(role: string): Promise<string> {
  const at = `auth/approle/role/${role}`;
  const roleId = (await vault.api("GET", `${at}/role-id`)).body.data?.["role_id"];
  const secretId = (await vault.api("POST", `${at}/secret-id`, {})).body.data?.["secret_id"];
  const login = await vault.api("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId }, "");
  return login.body.auth?.client_token ?? "";
}

describe("what add-role hands out", () => {
  it.each(["ab", "billing", `a${"b-c".repeat(13)}d`])("is read by what reads the files, for %s", async (name) => {
    const declared = await declaredWith(rolesLine(name));
    const configured = await configuredWith(configurationLine(name));

    expect(declared.roles[`profinaut-${name}`]).toMatchObject({ policy: "consumer", staging: true });
    const secret = `PROFINAUT_${name.toUpperCase().replaceAll("-", "_")}_VAULT_SECRET_ID`;
    expect(configured.roles[`profinaut-${name}`]?.deliverTo).toEqual([{ github: "repository", secret }]);
  });

  it("brings the AppRole, its twin and their policies to Vault, each on its own side, and the bot sees them only then", async () => {
    const worker = await asWorker();
    for (const path of ["billing", "billing/deep", "staging/billing", "db"])
      await vault.api("POST", `secret/data/profinaut/${path}`, { data: { canary: path }, options: { cas: 0 } });
    const before = await isInPlace("billing", worker, signal);

    const made = await bootstrapWith(vault, rolesLine("billing"));

    expect(before).toBe(false);
    expect(await isInPlace("billing", worker, signal)).toBe(true);
    for (const role of ["profinaut-billing", "profinaut-staging-billing"])
      expect(made).toEqual(expect.arrayContaining([`create policy ${role}`, `create app-role ${role}`]));
    const [production, staging] = [await tokenOf("profinaut-billing"), await tokenOf("profinaut-staging-billing")];
    const status = async (path: string, token: string) =>
      (await vault.api("GET", `secret/data/profinaut/${path}`, undefined, token)).status;
    const paths = ["billing", "billing/deep", "staging/billing", "db"];
    expect(await Promise.all(paths.map((path) => status(path, production)))).toEqual([200, 200, 403, 403]);
    expect(await Promise.all(paths.map((path) => status(path, staging)))).toEqual([403, 403, 200, 403]);
    expect(await bootstrapWith(vault, rolesLine("billing"))).toEqual([]);
  });

  it("is not in place while the twin has another policy", async () => {
    const worker = await asWorker();
    await bootstrapWith(vault, rolesLine("billing"));
    await vault.api("POST", "auth/approle/role/profinaut-staging-billing", { token_policies: ["profinaut-admin"] });

    expect(await isInPlace("billing", worker, signal)).toBe(false);
  });
});
