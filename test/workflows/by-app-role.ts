import { readFileSync } from "node:fs";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { asRole } from "../cli/an-exec.ts";

/** What a job gets that logs in by AppRole. */
export async function byAppRole(vault: RunningVault, role = "profinaut-db"): Promise<Record<string, string>> {
  const { VAULT_ADDR = "", VAULT_CACERT = "", VAULT_ROLE_ID = "", VAULT_SECRET_ID = "" } = await asRole(vault, role);
  return {
    PROFINAUT_VAULT_ADDR: VAULT_ADDR,
    PROFINAUT_VAULT_CACERT: readFileSync(VAULT_CACERT, "utf8"),
    PROFINAUT_VAULT_ROLE_ID: VAULT_ROLE_ID,
    PROFINAUT_VAULT_SECRET_ID: VAULT_SECRET_ID,
  };
}
