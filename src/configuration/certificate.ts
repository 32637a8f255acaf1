import { readFileSync } from "node:fs";
import type { EnvironmentReader } from "./environment.ts";

/** PEM text of the authority in `VAULT_CACERT`; `undefined` when none is named. A file that cannot be read is a mistake. */
export function vaultCertificate(variables: EnvironmentReader): string | undefined {
  const path = variables.optional("VAULT_CACERT");
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch {
    variables.mistake("VAULT_CACERT names a file that cannot be read.");
    return undefined;
  }
}
