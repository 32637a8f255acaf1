import type { Secret } from "../domain/secret.ts";
import { createEnvironmentReader, type Environment, type EnvironmentReader } from "./environment.ts";
import { defaultMounts, optionalConfigFile, type Places } from "./places.ts";
import { type RedisServer, redisServer } from "./redis-server.ts";
import { type VaultServer, vaultServer } from "./vault-server.ts";

/** How `profinaut audit` reaches Vault: with a token, or by an AppRole such as the bot's own. */
export interface AuditVault extends VaultServer {
  readonly credential: { readonly token: Secret } | { readonly roleId: string; readonly secretId: Secret };
}

/** What `profinaut audit export` needs to be told. */
export interface ExportSettings {
  readonly redis: RedisServer;
  /** `undefined`: the public keys are not asked for. */
  readonly vault: AuditVault | undefined;
  readonly places: Places;
}

/** @throws ConfigError that lists every mistake with what to write instead */
export function readExportSettings(env: Environment, { withKeys }: { readonly withKeys: boolean }): ExportSettings {
  const variables = createEnvironmentReader(env);
  const settings: ExportSettings = {
    redis: redisServer(variables, whichRedis),
    vault: withKeys
      ? auditVault(variables, "the public keys that verify the export are in Vault (or say --without-keys)")
      : undefined,
    places: optionalConfigFile(variables)?.config.vault ?? defaultMounts,
  };
  variables.finish();
  return settings;
}

/** What `profinaut audit diff` needs to be told. */
export interface DiffSettings {
  /** `undefined`: the trail is taken from an export. */
  readonly redis: RedisServer | undefined;
  /** `undefined`: Vault is not asked for anything. */
  readonly vault: AuditVault | undefined;
  readonly places: Places;
  /** Whose requests the log has without naming it. */
  readonly namespace: string;
  readonly roles: readonly string[];
  readonly exchanges: readonly string[];
}

/** @throws ConfigError that lists every mistake with what to write instead */
export function readDiffSettings(
  env: Environment,
  { withRedis, withVault }: { readonly withRedis: boolean; readonly withVault: boolean },
): DiffSettings {
  const variables = createEnvironmentReader(env);
  const config = optionalConfigFile(variables)?.config;
  const settings: DiffSettings = {
    redis: withRedis ? redisServer(variables, whichRedis) : undefined,
    vault: withVault ? auditVault(variables, "it is asked how it writes the accessors into its log") : undefined,
    places: config?.vault ?? defaultMounts,
    namespace: (variables.optional("VAULT_NAMESPACE") ?? "").replaceAll(/^\/+|\/+$/g, ""),
    roles: Object.keys(config?.roles ?? {}),
    exchanges: Object.keys(config?.exchanges ?? {}),
  };
  variables.finish();
  return settings;
}

const whichRedis = "the bot's Redis, where the trail is";

function auditVault(variables: EnvironmentReader, whatFor: string): AuditVault {
  const server = vaultServer(variables, `: ${whatFor}`);
  if (variables.optional("VAULT_ROLE_ID") === undefined)
    return { ...server, credential: { token: variables.secret("VAULT_TOKEN", tokenFor) } };
  return {
    ...server,
    credential: {
      roleId: variables.required("VAULT_ROLE_ID", "the RoleID of the bot's own AppRole"),
      secretId: variables.secret("VAULT_SECRET_ID", "a SecretID of that AppRole"),
    },
  };
}

const tokenFor = "a token of the policy profinaut-audit (or VAULT_ROLE_ID and VAULT_SECRET_ID of the bot)";
