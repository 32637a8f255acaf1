import { readFileSync } from "node:fs";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { projectPath } from "../stack/project-files.ts";
import { type GitHubOidc, issuer } from "./a-git-hub-oidc.ts";

/** The roles as docs/workflows.md has people write them. */
export const documented = [
  ...readFileSync(projectPath("docs/workflows.md"), "utf8").matchAll(
    /^vault write auth\/jwt\/role\/(\S+) - <<'END'\n([\s\S]*?)\nEND$/gm,
  ),
].map(([, name = "", json = ""]) => ({ name, role: JSON.parse(json) }));

/** Lets jobs in by OIDC as it is documented. @param audience the address that jobs have for Vault */
export async function enableOidc(vault: RunningVault, gitHub: GitHubOidc, audience: string): Promise<void> {
  const written = async (path: string, data: object): Promise<void> => {
    const { status } = await vault.api("POST", path, data);
    if (status >= 300) throw new Error(`Vault answered ${status} to ${path}`);
  };
  await written("sys/auth/jwt", { type: "jwt" });
  // Instead of `oidc_discovery_url`: this Vault cannot reach GitHub.
  await written("auth/jwt/config", { jwt_validation_pubkeys: [gitHub.publicKey], bound_issuer: issuer });
  for (const { name, role } of documented) await written(`auth/jwt/role/${name}`, { ...role, bound_audiences: [audience] });
}
