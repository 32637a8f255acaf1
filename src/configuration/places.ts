import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentReader } from "./environment.ts";
import type { ConfigFile } from "./file.ts";
import { readConfigFile } from "./read-file.ts";

/** Where things are in Vault. */
export interface Places {
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
}

export const defaultMounts: Places = { kvMount: "secret", kvBase: "profinaut", approleMount: "approle" };

/** `profinaut.yml` of a folder, for a command that can do without it; one that is named must be there. Mistakes are noted. */
export function optionalConfigFile(
  variables: EnvironmentReader,
  folder = ".",
): { readonly path: string; readonly config: ConfigFile } | undefined {
  const named = variables.optional("PROFINAUT_CONFIG");
  const path = named ?? join(folder, "profinaut.yml");
  if (named === undefined && !existsSync(path)) return undefined;
  const config = variables.collect(() => readConfigFile(path));
  return config === undefined ? undefined : { path, config };
}
