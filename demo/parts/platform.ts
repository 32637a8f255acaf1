import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readDeclaredFiles } from "../../src/configuration/declared-files.ts";
import { Duration } from "../../src/configuration/duration.ts";
import { conflicts, pending } from "../../src/domain/platform-plan.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { BotIdentity } from "../../src/ports/declared-platform.ts";
import { type Declaration, type Mounts, platformRoles } from "../../src/vault/declared/declaration.ts";
import { createDeclaredPlatform } from "../../src/vault/declared/platform.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { ownDeclaration } from "../../src/wiring/commands/bootstrap.ts";
import type { VaultApi } from "./vault-api.ts";
import type { RunningVault } from "./vault-server.ts";

export interface PlatformOptions extends Partial<Mounts> {
  /** The AppRole mount's limit instead of the declared one, such as `768h` to see SecretIDs shortened. */
  readonly maxLeaseTtl?: string;
  /** AppRoles beside the declared ones, each like the read-only one and without a twin in staging. */
  readonly moreRoles?: readonly string[];
  /** AppRoles that the bot may look at and that are not there yet, nor are their twins: as `add-role` leaves it to people. */
  readonly rolesToAdd?: readonly string[];
  /** Exchanges beside the declared ones. */
  readonly moreExchanges?: readonly string[];
  /** The bot's tokens instead of the declared ones, such as `{ tokenTtl: "3s" }` to see a renewal. */
  readonly botTokens?: { readonly tokenTtl?: string; readonly tokenMaxTtl?: string; readonly tokenType?: "service" | "batch" };
  /** How long a value may wait, instead of what is declared. */
  readonly vanishAfter?: string;
}

export interface AppRoleCredentials {
  readonly roleId: string;
  readonly secretId: Secret;
}

export interface AppliedPlatform extends Mounts {
  readonly roles: { readonly [role: string]: { readonly roleId: string } };
  readonly bot: { readonly [identity in BotIdentity]: AppRoleCredentials };
}

type DeclaringVault = Pick<RunningVault, "address" | "caFile" | "rootToken" | "folder" | "api">;

/**
 * What `profinaut bootstrap` does, with the audit log in the server's own folder, and then one SecretID for each of the bot's
 * AppRoles, also when run again.
 * @throws Error with Vault's status when a call is refused; what was done before it stays
 */
export async function applyPlatform(vault: DeclaringVault, options: PlatformOptions = {}): Promise<AppliedPlatform> {
  const mounts: Mounts = {
    kvMount: options.kvMount ?? "secret",
    kvBase: options.kvBase ?? "profinaut",
    approleMount: options.approleMount ?? "approle",
  };
  const declaration = declarationFor(vault, options);
  await bring(vault, declaration, mounts);

  const at = (role: string): string => `auth/${mounts.approleMount}/role/${role}`;
  const absent = (options.rolesToAdd ?? []).flatMap((role) => [role, role.replace("profinaut-", "profinaut-staging-")]);
  for (const role of absent) await vault.api("DELETE", at(role));
  const roleIdOf = async (role: string): Promise<string> => text(vault.api, "GET", `${at(role)}/role-id`, "role_id");
  const bot = async (identity: BotIdentity): Promise<AppRoleCredentials> => {
    const { role } = declaration.bot[identity];
    const secretId = new Secret(await text(vault.api, "POST", `${at(role)}/secret-id`, "secret_id"));
    return { roleId: await roleIdOf(role), secretId };
  };
  const roles: Record<string, { readonly roleId: string }> = {};
  for (const { role } of platformRoles(declaration, mounts))
    if (!absent.includes(role)) roles[role] = { roleId: await roleIdOf(role) };
  return { ...mounts, roles, bot: { all: await bot("all"), ingress: await bot("ingress"), worker: await bot("worker") } };
}

function declarationFor(vault: DeclaringVault, options: PlatformOptions): Declaration {
  const { maxLeaseTtl, vanishAfter, botTokens = {}, moreRoles = [], rolesToAdd = [], moreExchanges = [] } = options;
  const files = readDeclaredFiles(ownDeclaration);
  const pattern = files.roles["profinaut-readonly"];
  if (pattern === undefined) throw new Error("vault/roles.yml declares no profinaut-readonly");
  const tokens = {
    ...(botTokens.tokenTtl === undefined ? {} : { tokenTtl: Duration.parse(botTokens.tokenTtl) }),
    ...(botTokens.tokenMaxTtl === undefined ? {} : { tokenMaxTtl: Duration.parse(botTokens.tokenMaxTtl) }),
    tokenType: botTokens.tokenType,
  };
  const { all, ingress, worker } = files.bot;
  return {
    ...files,
    appRole: { ...files.appRole, ...(maxLeaseTtl === undefined ? {} : { maxLeaseTtl: Duration.parse(maxLeaseTtl) }) },
    ...(vanishAfter === undefined ? {} : { waiting: { vanishAfter: Duration.parse(vanishAfter) } }),
    audit: { ...files.audit, path: join(vault.folder, "audit.log") },
    exchanges: [...files.exchanges, ...moreExchanges],
    roles: {
      ...files.roles,
      ...Object.fromEntries(moreRoles.map((role) => [role, { ...pattern, staging: false }])),
      ...Object.fromEntries(rolesToAdd.map((role) => [role, { ...pattern, staging: true }])),
    },
    bot: { all: { ...all, ...tokens }, ingress: { ...ingress, ...tokens }, worker: { ...worker, ...tokens } },
  };
}

async function bring(vault: DeclaringVault, declaration: Declaration, mounts: Mounts): Promise<void> {
  const ca = await readFile(vault.caFile, "utf8");
  const transport = createTransport({ address: vault.address, ca, timeoutMs: 30_000, now: Date.now });
  try {
    const token = new Secret(vault.rootToken);
    const platform = createDeclaredPlatform({ transport, token, declaration, mounts, now: Date.now });
    const plan = await platform.plan();
    const [conflict] = conflicts(plan);
    if (conflict !== undefined) throw new Error(`Vault has another ${conflict.thing.kind} ${conflict.thing.name}`);
    for (const planned of pending(plan)) await platform.make(planned);
  } finally {
    await transport.close();
  }
}

async function text(api: VaultApi, method: "GET" | "POST", path: string, name: string): Promise<string> {
  const { status, body } = await api(method, path, method === "POST" ? {} : undefined);
  const value = body.data?.[name];
  if (typeof value !== "string") throw new Error(`Vault answered ${status} to ${method} ${path}, without ${name}`);
  return value;
}
