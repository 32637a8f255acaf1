import type { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import { createEnvironmentReader, type Environment, type EnvironmentReader } from "./environment.ts";
import { defaultMounts, optionalConfigFile, type Places } from "./places.ts";
import { type RedisServer, redisServer } from "./redis-server.ts";
import { type VaultServer, vaultServer } from "./vault-server.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.for.redis-trail": NoParams;
    "config.for.audit-token": NoParams;
    "config.for.that-secret-id": NoParams;
  }
}

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
    vault: withKeys ? auditVault(variables, "config.for.vault-keys") : undefined,
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
    vault: withVault ? auditVault(variables, "config.for.vault-hashes") : undefined,
    places: config?.vault ?? defaultMounts,
    namespace: (variables.optional("VAULT_NAMESPACE") ?? "").replaceAll(/^\/+|\/+$/g, ""),
    roles: Object.keys(config?.roles ?? {}),
    exchanges: Object.keys(config?.exchanges ?? {}),
  };
  variables.finish();
  return settings;
}

const whichRedis = say("config.for.redis-trail", {});

function auditVault(variables: EnvironmentReader, whatFor: Parameters<typeof vaultServer>[1]): AuditVault {
  const server = vaultServer(variables, whatFor);
  if (variables.optional("VAULT_ROLE_ID") === undefined)
    return { ...server, credential: { token: variables.secret("VAULT_TOKEN", say("config.for.audit-token", {})) } };
  return {
    ...server,
    credential: {
      roleId: variables.required("VAULT_ROLE_ID", say("config.for.own-role-id", {})),
      secretId: variables.secret("VAULT_SECRET_ID", say("config.for.that-secret-id", {})),
    },
  };
}
