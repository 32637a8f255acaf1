import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { textOf } from "./a-vault.ts";

type Api = Pick<RunningVault, "api">;

/** Turns user lockout on for the AppRole mount. What is not written stays as it was. */
export async function lockoutOn(
  { api }: Api,
  { threshold = 5, durationS = 900 }: { readonly threshold?: number; readonly durationS?: number } = {},
): Promise<void> {
  const { status } = await api("POST", "sys/auth/approle/tune", {
    user_lockout_config: {
      lockout_disable: false,
      lockout_threshold: String(threshold),
      lockout_duration: `${durationS}s`,
      lockout_counter_reset_duration: `${durationS}s`,
    },
  });
  if (status !== 204) throw new Error(`Vault answered ${status} when lockout was turned on`);
}

/** Status of a login with a SecretID that is wrong, or with this one. */
export const badLogin = async (
  { api }: Api,
  roleId: string,
  secretId = "11111111-2222-3333-4444-555555555555",
): Promise<number> => (await api("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId }, "")).status;

/** Fails to log in until Vault refuses everything. */
export async function lockOut(vault: Api, roleId: string, secretId?: string): Promise<void> {
  for (let at = 0; at < 40; at += 1) if ((await badLogin(vault, roleId, secretId)) === 403) return;
  throw new Error("Vault does not lock this RoleID");
}

/** A consumer of an AppRole: `good` is the status of a login with a SecretID of its own. */
export async function loginOf({ api }: Api, role: string, metadata: { readonly [name: string]: string } = {}) {
  const roleId = textOf((await api("GET", `auth/approle/role/${role}/role-id`)).body.data?.["role_id"]);
  const issued = await api("POST", `auth/approle/role/${role}/secret-id`, { metadata: JSON.stringify(metadata) });
  const secretId = textOf(issued.body.data?.["secret_id"]);
  const good = async (): Promise<number> =>
    (await api("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId }, "")).status;
  return { roleId, secretId, good };
}
