import type { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import { createEnvironmentReader, type Environment } from "./environment.ts";
import { languageOf } from "./exec-settings.ts";
import { defaultMounts, optionalConfigFile, type Places } from "./places.ts";
import { type VaultServer, vaultServer } from "./vault-server.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.for.bootstrap-token": NoParams;
  }
}

/** What `profinaut bootstrap` needs to be told, and no more: there is no bot yet. */
export interface BootstrapSettings {
  readonly vault: VaultServer & { readonly token: Secret };
  readonly mounts: Places;
  /** Where the mounts are from; `undefined`: they are the defaults. */
  readonly configPath: string | undefined;
  /** How long a request may wait for its approval, in milliseconds. */
  readonly longestWaitMs: number;
  /** What `profinaut.yml` lets the bot work with, and `vault/` therefore has to declare. */
  readonly needs: { readonly roles: readonly string[]; readonly exchanges: readonly string[] };
  readonly language: "en" | "ja";
}

const defaultWaitMs = 60 * 60_000;

/**
 * Reads the environment, and the folder's `profinaut.yml` where there is one.
 * @throws ConfigError that lists every mistake with what to write instead
 */
export function readBootstrapSettings(env: Environment, folder = "."): BootstrapSettings {
  const variables = createEnvironmentReader(env);
  const file = optionalConfigFile(variables, folder);
  const settings: BootstrapSettings = {
    vault: {
      ...vaultServer(variables),
      token: variables.secret("VAULT_TOKEN", say("config.for.bootstrap-token", {})),
    },
    mounts: file?.config.vault ?? defaultMounts,
    configPath: file?.path,
    needs: { roles: Object.keys(file?.config.roles ?? {}), exchanges: Object.keys(file?.config.exchanges ?? {}) },
    longestWaitMs: file?.config.approval.expiresAfter ?? defaultWaitMs,
    language: languageOf(env),
  };
  variables.finish();
  return settings;
}
