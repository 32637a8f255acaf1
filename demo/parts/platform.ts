import { createHash, generateKeyPairSync } from "node:crypto";
import { Secret } from "../../src/domain/secret.ts";
import { type DeclaredRole, type Mounts, readPlatform } from "./platform-files.ts";
import type { HttpMethod, VaultAnswer, VaultApi } from "./vault-api.ts";

export interface PlatformOptions extends Partial<Mounts> {
  /** The AppRole mount's limit instead of the declared one, such as `768h` to see SecretIDs shortened. */
  readonly maxLeaseTtl?: string;
  /** AppRoles beside the declared ones, each like the read-only one. */
  readonly moreRoles?: readonly string[];
  /** The bot's tokens instead of the declared ones, such as `{ tokenTtl: "3s" }` to see a renewal. */
  readonly botTokens?: { readonly tokenTtl?: string; readonly tokenMaxTtl?: string; readonly tokenType?: "service" | "batch" };
}

export interface AppRoleCredentials {
  readonly roleId: string;
  readonly secretId: Secret;
}

export interface AppliedPlatform extends Mounts {
  readonly roles: { readonly [role: string]: { readonly roleId: string } };
  readonly bot: { readonly [identity in BotIdentity]: AppRoleCredentials };
}

export type BotIdentity = "all" | "ingress" | "worker";

export interface DeclaredPlatform extends Mounts {
  readonly roles: { readonly [role: string]: { readonly roleId: string } };
  readonly bot: { readonly [identity in BotIdentity]: { readonly role: string; readonly roleId: string } };
}

export interface DeclareOptions extends PlatformOptions {
  /** What is there already: made as declared (default), or left alone. */
  readonly existing?: "overwrite" | "leave";
  /** Told what happens to each thing. */
  readonly report?: (what: string, happened: "written" | "left as it is") => void;
}

/**
 * Makes Vault hold what `vault/` declares: mounts, policies, AppRoles, and the keys that sign and verify decisions.
 * Run again, it changes nothing that already is as declared. It issues no SecretID.
 * @param vault a Vault and its root token: `startVault()`'s answer fits
 * @throws Error with Vault's status when a call is refused; what was done before it stays
 */
export async function declarePlatform(
  vault: { readonly api: VaultApi },
  options: DeclareOptions = {},
): Promise<DeclaredPlatform> {
  const { existing = "overwrite", report = () => {} } = options;
  const mounts: Mounts = {
    kvMount: options.kvMount ?? "secret",
    kvBase: options.kvBase ?? "profinaut",
    approleMount: options.approleMount ?? "approle",
  };
  const platform = await readPlatform(mounts, options.moreRoles);
  const root = createRoot(vault.api);
  const declare = async (what: string, path: string, body: object): Promise<void> => {
    const keep = existing === "leave" && Object.keys(await root.read(path)).length > 0;
    if (!keep) await root.write(path, body);
    report(what, keep ? "left as it is" : "written");
  };

  await enableMounts(root, mounts, options.maxLeaseTtl ?? platform.maxLeaseTtl);
  report(`mounts ${mounts.kvMount}/ and auth/${mounts.approleMount}/`, "written");
  for (const [name, policy] of platform.policyTexts) await declare(`policy ${name}`, `sys/policies/acl/${name}`, { policy });
  await makeDecisionKeys(root, mounts);
  report("keys that sign and verify decisions", "written");

  const appRole = async (role: string, declared: DeclaredRole, tokenType = "default"): Promise<string> => {
    const path = `auth/${mounts.approleMount}/role/${role}`;
    await declare(`AppRole ${role}`, path, {
      token_policies: declared.policies,
      token_no_default_policy: true,
      token_ttl: declared.tokenTtl,
      token_max_ttl: declared.tokenMaxTtl,
      token_type: tokenType,
      secret_id_ttl: declared.secretIdTtl,
    });
    return text(await root.read(`${path}/role-id`), "role_id");
  };
  const bot = async (identity: BotIdentity): Promise<{ readonly role: string; readonly roleId: string }> => {
    const declared = { ...platform.bot[identity], ...options.botTokens };
    return { role: declared.role, roleId: await appRole(declared.role, declared, options.botTokens?.tokenType) };
  };

  const roles: Record<string, { readonly roleId: string }> = {};
  for (const [role, declared] of Object.entries(platform.roles)) roles[role] = { roleId: await appRole(role, declared) };
  return { ...mounts, roles, bot: { all: await bot("all"), ingress: await bot("ingress"), worker: await bot("worker") } };
}

/** `declarePlatform`, and one SecretID for each of the bot's AppRoles, also when run again. */
export async function applyPlatform(vault: { readonly api: VaultApi }, options: PlatformOptions = {}): Promise<AppliedPlatform> {
  const { bot, ...declared } = await declarePlatform(vault, options);
  const root = createRoot(vault.api);
  const issue = async ({ role, roleId }: { readonly role: string; readonly roleId: string }): Promise<AppRoleCredentials> => ({
    roleId,
    secretId: new Secret(text(await root.write(`auth/${declared.approleMount}/role/${role}/secret-id`, {}), "secret_id")),
  });
  return { ...declared, bot: { all: await issue(bot.all), ingress: await issue(bot.ingress), worker: await issue(bot.worker) } };
}

type Fields = { readonly [name: string]: unknown };

interface Root {
  /** @throws Error with the status when Vault refuses; 404 is `{}` */
  read(path: string): Promise<Fields>;
  write(path: string, body: object): Promise<Fields>;
}

function createRoot(api: VaultApi): Root {
  const fields = (method: HttpMethod, path: string, { status, body }: VaultAnswer): Fields => {
    if (status < 300 || (method === "GET" && status === 404)) return body.data ?? {};
    throw new Error(`Vault answered ${status} to ${method} ${path}: ${body.errors?.join("; ") ?? ""}`);
  };
  return {
    read: async (path) => fields("GET", path, await api("GET", path)),
    write: async (path, body) => fields("POST", path, await api("POST", path, body)),
  };
}

const text = (fields: Fields, name: string): string => {
  const value = fields[name];
  if (typeof value !== "string") throw new Error(`Vault's answer has no ${name}`);
  return value;
};

async function enableMounts(root: Root, { kvMount, approleMount }: Mounts, maxLeaseTtl: string): Promise<void> {
  if (!(`${kvMount}/` in (await root.read("sys/mounts")))) {
    await root.write(`sys/mounts/${kvMount}`, { type: "kv", options: { version: "2" } });
  }
  if (!(`${approleMount}/` in (await root.read("sys/auth")))) {
    await root.write(`sys/auth/${approleMount}`, { type: "approle" });
  }
  await root.write(`sys/auth/${approleMount}/tune`, { max_lease_ttl: maxLeaseTtl });
}

/**
 * The pair exists once: a decision signed yesterday must verify tomorrow. The private half is written last, so that
 * whoever can sign can be verified, and a run that died in between makes a new pair beside the old public half.
 */
async function makeDecisionKeys(root: Root, { kvMount, kvBase }: Mounts): Promise<void> {
  const signing = `${kvMount}/data/${kvBase}-keys/signing/decisions`;
  const published = `${kvMount}/data/${kvBase}-keys/public/decisions`;
  if ("data" in (await root.read(signing))) return;
  const pair = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const kid = createHash("sha256").update(pair.publicKey).digest("hex").slice(0, 16);
  const { data } = await root.read(published);
  const older: unknown = data instanceof Object && "keys" in data && typeof data.keys === "string" ? JSON.parse(data.keys) : {};
  await root.write(published, { data: { keys: JSON.stringify({ ...Object(older), [kid]: pair.publicKey }) } });
  await root.write(signing, { data: { kid, privateKey: pair.privateKey }, options: { cas: 0 } });
}
