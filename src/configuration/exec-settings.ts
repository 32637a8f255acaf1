import { InputError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import { createEnvironmentReader, type Environment } from "./environment.ts";
import { type VaultServer, vaultServer } from "./vault-server.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exec.token-set": { roleId: string; secretId: string };
    "exec.two-secret-ids": { secretId: string; wrapped: string };
    "config.for.exec-role-id": NoParams;
    "config.for.exec-wrapped": NoParams;
    "config.for.exec-secret-id": { wrapped: string };
  }
}

/** What `profinaut exec` needs to be told by the environment. */
export interface ExecSettings {
  readonly vault: VaultServer;
  readonly roleId: string;
  /** Where it was taken from, for when the AppRole's name is not known. */
  readonly roleIdName: string;
  /** `isWrapped`: a wrapping token that opens it once. */
  readonly secretId: { readonly value: Secret; readonly isWrapped: boolean };
  /** Everything we were started with. */
  readonly inherited: Environment;
  /** Names of it that let somebody into Vault. */
  readonly credentials: readonly string[];
}

export const languageOf = (env: Environment): "en" | "ja" =>
  /^ja/i.test(env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "") ? "ja" : "en";

const kinds = ["VAULT_ROLE_ID", "VAULT_SECRET_ID", "VAULT_SECRET_ID_WRAPPED"] as const;

/**
 * @param role the AppRole that was named: `PROFINAUT_DB_VAULT_ROLE_ID` and so on, named as the bot delivers them, come before
 *   `VAULT_ROLE_ID` for `profinaut-db`. One of them is enough to leave the others out, so that no two roles' halves are mixed.
 * @throws ConfigError that lists every mistake; InputError when a token is set in place of an AppRole's credential
 */
export function readExecSettings(role: string | undefined, env: Environment): ExecSettings {
  const variables = createEnvironmentReader(env);
  const isSet = (name: string): boolean => Boolean(env[name]?.trim() || env[`${name}_FILE`]?.trim());
  const prefix = role === undefined ? "" : `${role.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_`;
  const isOwn = kinds.some((kind) => isSet(`${prefix}${kind}`));
  const [roleId, secretId, wrapped] = kinds.map((kind) => (isOwn ? `${prefix}${kind}` : kind));
  if (roleId === undefined || secretId === undefined || wrapped === undefined) throw new Error("three kinds");

  const isComplete = isSet(roleId) && (isSet(secretId) || isSet(wrapped));
  if (isSet("VAULT_TOKEN") && !isComplete) throw new InputError("exec.token-set", say("exec.token-set", { roleId, secretId }));
  if (isSet(secretId) && isSet(wrapped))
    throw new InputError("exec.two-secret-ids", say("exec.two-secret-ids", { secretId, wrapped }));

  const isWrapped = isSet(wrapped);
  const settings: ExecSettings = {
    vault: vaultServer(variables),
    roleId: variables.required(roleId, say("config.for.exec-role-id", {})),
    roleIdName: roleId,
    secretId: {
      value: isWrapped
        ? variables.secret(wrapped, say("config.for.exec-wrapped", {}))
        : variables.secret(secretId, say("config.for.exec-secret-id", { wrapped })),
      isWrapped,
    },
    inherited: env,
    credentials: Object.keys(env).filter((name) => isCredential(name)),
  };
  variables.finish();
  return settings;
}

/** Ours, those named for any AppRole, and a token. */
const isCredential = (name: string): boolean =>
  /^([A-Z0-9_]+_)?VAULT_(ROLE_ID|SECRET_ID|SECRET_ID_WRAPPED|TOKEN)(_FILE)?$/.test(name);
