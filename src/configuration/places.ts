import { existsSync } from "node:fs";
import type { Environment } from "./environment.ts";
import type { ConfigFile } from "./file.ts";
import { readConfigFile } from "./read-file.ts";

/** Where things are in Vault. */
export interface Places {
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
}

export const defaultMounts: Places = { kvMount: "secret", kvBase: "profinaut", approleMount: "approle" };

/**
 * `profinaut.yml` for a command that can do without it; one that is named must be there.
 * @throws ConfigError that lists every mistake with what to write instead
 */
export function optionalConfigFile(env: Environment): { readonly path: string; readonly config: ConfigFile } | undefined {
  const named = env["PROFINAUT_CONFIG"];
  const path = named ?? "profinaut.yml";
  return named === undefined && !existsSync(path) ? undefined : { path, config: readConfigFile(path) };
}
