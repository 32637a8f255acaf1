import { applyPlatform } from "../../demo/parts/platform.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { entries, loosePolicies, roles } from "./policy-table.ts";

/** What a test would find wherever a value came to. */
export const aValue = (path: string) => ({ data: { canary: path }, options: { cas: 0 } });

/** A Vault as declared, with a value at every entry of the table and a token of every AppRole. */
export async function everyAppRole(): Promise<{ readonly vault: RunningVault; readonly tokenOf: (role: string) => string }> {
  const vault = await startVault();
  const tokens = new Map<string, string>();
  await applyPlatform(vault);
  for (const entry of entries) await vault.api("POST", `secret/data/profinaut/${entry}`, aValue(entry));
  await vault.api("POST", "profinaut-pending/data/req_1", aValue("req_1"));
  await vault.api("POST", "auth/approle/role/profinaut-old", { token_policies: ["profinaut-db"] });
  for (const policy of loosePolicies) {
    const made = await vault.api("POST", "auth/token/create", { policies: [policy], no_default_policy: true });
    tokens.set(policy, made.body.auth?.client_token ?? "");
  }
  for (const role of roles.filter((name) => !loosePolicies.includes(name))) {
    const at = `auth/approle/role/${role}`;
    const roleId = (await vault.api("GET", `${at}/role-id`)).body.data?.["role_id"];
    const secretId = (await vault.api("POST", `${at}/secret-id`, {})).body.data?.["secret_id"];
    const login = await vault.api("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId }, "");
    tokens.set(role, login.body.auth?.client_token ?? "");
  }
  return { vault, tokenOf: (role) => tokens.get(role) ?? "" };
}
