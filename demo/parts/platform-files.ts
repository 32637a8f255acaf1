import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

const folder = new URL("../../vault/", import.meta.url);
const Duration = z.string().regex(/^\d+[smhd]$/);
const Name = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/);

const DeclaredRole = z.strictObject({
  policies: z.array(Name).min(1),
  secretIdTtl: Duration,
  tokenTtl: Duration,
  tokenMaxTtl: Duration,
});
export type DeclaredRole = z.infer<typeof DeclaredRole>;

const BotRole = DeclaredRole.extend({ role: Name });
const Roles = z.strictObject({
  maxLeaseTtl: Duration,
  roles: z.record(Name, DeclaredRole),
  bot: z.strictObject({ all: BotRole, ingress: BotRole, worker: BotRole }),
});

export interface Mounts {
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
}

export interface Platform extends z.infer<typeof Roles> {
  /** HCL by policy name: every policy that a role names. */
  readonly policyTexts: ReadonlyMap<string, string>;
}

/**
 * Reads vault/roles.yml and vault/policies, filled in for these mounts.
 * @param moreRoles AppRoles beside the declared ones, each like the read-only one
 * @throws Error when they do not fit together
 */
export async function readPlatform(mounts: Mounts, moreRoles: readonly string[] = []): Promise<Platform> {
  const file = Roles.parse(parse(await readFile(new URL("roles.yml", folder), "utf8")));
  const pattern = file.roles["profinaut-readonly"];
  if (pattern === undefined) throw new Error("vault/roles.yml declares no profinaut-readonly");
  const declared = { ...file, roles: { ...file.roles, ...Object.fromEntries(moreRoles.map((role) => [role, pattern])) } };
  const roles = Object.keys(declared.roles);
  const named = [...Object.values(declared.roles), ...Object.values(declared.bot)].flatMap((role) => role.policies);
  const policyTexts = new Map<string, string>();
  for (const policy of new Set(named)) policyTexts.set(policy, await policyText(policy, mounts, roles));
  return { ...declared, policyTexts };
}

async function policyText(policy: string, mounts: Mounts, roles: readonly string[]): Promise<string> {
  const perRole = fileURLToPath(new URL(`policies/${policy}.per-role.hcl`, folder));
  const stanzas = existsSync(perRole) ? await readFile(perRole, "utf8") : "";
  const text = await readFile(new URL(`policies/${policy}.hcl`, folder), "utf8");
  return [fillIn(text, { ...mounts }), ...roles.map((role) => fillIn(stanzas, { ...mounts, role }))].join("");
}

const fillIn = (text: string, values: { readonly [name: string]: string }): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`vault/policies: nothing to fill in for ${placeholder}`);
    return value;
  });
