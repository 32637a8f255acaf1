import type { AuditVault, DiffSettings, ExportSettings } from "../../configuration/audit-settings.ts";
import { readDeclaredFiles } from "../../configuration/declared-files.ts";
import { NotFoundError } from "../../domain/errors.ts";
import type { VaultGround } from "../../domain/vault-act.ts";
import { type AuditReader, createAuditReader } from "../../redis/audit-log.ts";
import { createRedis } from "../../redis/connection.ts";
import { createConnections } from "../../redis/connections.ts";
import { createKeys } from "../../redis/keys.ts";
import { hashedBy } from "../../vault/audit-hash.ts";
import { platformRoles } from "../../vault/declared/declaration.ts";
import { policyTexts } from "../../vault/declared/policy-texts.ts";
import { readDeviceLine } from "../../vault/device-log.ts";
import { createKv } from "../../vault/kv.ts";
import { requireKv2 } from "../../vault/kv-mount.ts";
import { createOneLogin } from "../../vault/one-login.ts";
import { readPublicKeys } from "../../vault/signing-keys.ts";
import { createTransport, type VaultClient } from "../../vault/transport.ts";

const timeoutMs = 10_000;
/** A person waits for it. */
const redisWithinMs = 3_000;

export interface OpenTrail {
  readonly audit: AuditReader;
  close(): void;
}

/**
 * The composition root of `profinaut audit`: Redis → the trail, to be read.
 * @throws UpstreamError (service "redis") when it cannot be reached. Nothing changed.
 */
export async function openTrail(server: ExportSettings["redis"]): Promise<OpenTrail> {
  const redis = createRedis({ connections: createConnections({ url: server.url, ca: server.ca }), commandTimeoutMs: timeoutMs });
  try {
    await redis.ready(redisWithinMs);
  } catch (error) {
    redis.close();
    throw error;
  }
  return { audit: createAuditReader({ redis, keys: createKeys() }), close: () => redis.close() };
}

/**
 * The public halves of the keys that sign decisions and checkpoints, as PEM by key id.
 * @throws InputError, NotFoundError, UpstreamError (service "vault"). Nothing changed; a token that was made for this is revoked.
 */
export const publicKeysOf = ({ vault, places: { kvMount, kvBase, approleMount } }: ExportSettings) =>
  vault === undefined
    ? Promise.resolve(new Map<string, string>())
    : withVault(vault, approleMount, (session) =>
        readPublicKeys({ kv: createKv({ session, mount: kvMount }), kvBase }).catch(async (error: unknown) => {
          if (error instanceof NotFoundError) await requireKv2(session, kvMount);
          throw error;
        }),
      );

/**
 * The hash by which each text stands in the log of an audit device.
 * @throws NotFoundError when there is no such device; UpstreamError (service "vault"). Nothing changed.
 */
export const hashesOf = (
  { vault, places: { approleMount } }: DiffSettings,
  device: string,
  texts: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> =>
  vault === undefined
    ? Promise.resolve(undefined)
    : withVault(vault, approleMount, (client) => hashedBy({ client, device }, texts));

/**
 * What in Vault belongs to the platform and the bot: what is declared, and what `profinaut.yml` works with.
 * @param folder holds `roles.yml` and `policies/`
 * @throws ConfigError that lists every mistake in the files
 */
export function groundOf({ places, roles, exchanges }: DiffSettings, folder: string): VaultGround {
  const declaration = readDeclaredFiles(folder);
  const declared = platformRoles(declaration, places);
  return {
    ...places,
    botRoles: new Set(Object.values(declaration.bot).map(({ role }) => role)),
    platformRoles: new Set([...declared.map(({ role }) => role), ...roles]),
    exchanges: new Set([...declaration.exchanges, ...exchanges]),
    policies: new Set(policyTexts(declaration, places, declared).keys()),
    auditDevice: declaration.audit.device,
  };
}

/** One line of an audit device's log; `undefined` when it is none. */
export const readLogLine = readDeviceLine;

/** Lets `ask` talk to Vault, and leaves nothing open. */
async function withVault<T>(
  { credential, ...server }: AuditVault,
  mount: string,
  ask: (client: VaultClient) => Promise<T>,
): Promise<T> {
  const transport = createTransport({ ...server, timeoutMs, connections: 2, now: Date.now });
  try {
    if ("token" in credential) return await ask(transport.client(credential.token));
    const { roleId, secretId } = credential;
    const login = createOneLogin({ transport, mount, roleId, secretId: async () => secretId });
    try {
      return await ask(login);
    } finally {
      await login.end();
    }
  } finally {
    await transport.close();
  }
}
