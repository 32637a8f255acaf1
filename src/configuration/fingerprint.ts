import { z } from "zod";
import { type Fingerprint, fingerprintOf } from "../domain/fingerprint.ts";
import { StoredJson } from "../domain/json.ts";
import type { ConfigFile } from "./file.ts";
import type { VaultServer } from "./vault-server.ts";

/** Which systems a process was told to use. */
interface Addresses {
  readonly vault: Pick<VaultServer, "address" | "namespace">;
  readonly slack: { readonly apiUrl: string };
  readonly github: { readonly apiUrl: string } | null;
}

const Settings = z.record(z.string(), StoredJson);

/** What processes that share one Redis must agree about: all of `profinaut.yml` but where Vault's log lies on this host, and addresses. */
export function configurationFingerprint(file: ConfigFile, { vault, slack, github }: Addresses): Fingerprint {
  const { auditLog: _, ...places } = file.vault;
  const variables = {
    VAULT_ADDR: vault.address,
    VAULT_NAMESPACE: vault.namespace ?? "",
    SLACK_API_URL: slack.apiUrl,
    GITHUB_API_URL: github?.apiUrl ?? "",
  };
  return fingerprintOf(Settings.parse(JSON.parse(JSON.stringify({ ...file, vault: places, ...variables }))));
}
