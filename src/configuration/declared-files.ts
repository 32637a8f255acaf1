import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { networkOf } from "../domain/network.ts";
import { isReserved, withoutPrefix } from "../domain/role-name.ts";
import { ConfigError } from "./config-error.ts";
import { Duration } from "./duration.ts";
import { readYamlFile } from "./read-file.ts";

const prefix = "profinaut-";
const name = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "write small letters, digits, dots and dashes");

const roleName = z
  .string()
  .regex(/^profinaut-[a-z0-9][a-z0-9-]{0,40}$/, `write ${prefix} and the name of the folder, such as profinaut-db`)
  .refine((role) => !isReserved(withoutPrefix(role)), "this name is reserved; choose another folder");

/** Vault takes several spellings of a network, keeps some as they are, and makes one (a zero before `::`) into no network at all. */
const cidr = z.string().transform((text, context) => {
  const network = networkOf(text.trim());
  if (network !== undefined && !network.hasHost) return network.text;
  const [address = ""] = text.trim().split("/");
  const message =
    network === undefined
      ? "write networks such as 10.0.0.0/8 or 2001:db8::/32"
      : `${text} is an address in a network: write ${network.text} for all of it, or ${address} for the address alone`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});
const cidrs = z.array(cidr).transform((networks) => [...new Set(networks)]);
const limits = {
  secretIdTtl: Duration,
  tokenTtl: Duration,
  tokenMaxTtl: Duration,
  boundCidrs: cidrs.default([]),
};
const botRole = z.strictObject({ role: name, policies: z.array(name).min(1), ...limits });

/** The whole of `vault/roles.yml`; durations in milliseconds. */
const RolesFile = z.strictObject({
  appRole: z.strictObject({
    maxLeaseTtl: Duration,
    userLockout: z.union([
      z.literal("none", "write none, or { threshold: 20, duration: 1m, counterReset: 1m }"),
      z.strictObject({ threshold: z.number().int().min(1), duration: Duration, counterReset: Duration }),
    ]),
  }),
  kv: z.strictObject({ casRequired: z.boolean(), maxVersions: z.number().int().min(1).max(1_000) }),
  waiting: z.strictObject({ vanishAfter: Duration }),
  audit: z.strictObject({
    device: name,
    path: z.string().regex(/^(stdout|\/[^\0\n]+)$/, "write the absolute path of a file that Vault may write, or stdout"),
    mode: z
      .string()
      .regex(/^0[0-7]{3}$/, 'write the rights of the file in quotes: "0600" or "0640"')
      .default("0600"),
  }),
  exchanges: z.array(name),
  policies: z.array(name),
  roles: z.record(roleName, z.strictObject({ policy: name, staging: z.boolean().default(true), ...limits })),
  bot: z.strictObject({ all: botRole, ingress: botRole, worker: botRole }),
});

/** What `vault/` says, read and checked, before names are filled in. */
export interface DeclaredFiles extends z.output<typeof RolesFile> {
  /** By file name below `policies/`, such as `consumer.hcl`; `undefined` for an addition that does not exist. */
  readonly policyFiles: ReadonlyMap<string, string>;
}

/**
 * Reads `roles.yml` and the policies it names.
 * @param folder the project's `vault/`, or another one made like it
 * @throws ConfigError with one line for each mistake: file, line, where, and what to write instead
 */
export function readDeclaredFiles(folder: string): DeclaredFiles {
  const rolesPath = join(folder, "roles.yml");
  const advice = {
    unreadable: "Name the folder that holds roles.yml and policies/ with --from.",
    example: "vault/roles.yml of the project",
  };
  const roles = readYamlFile(rolesPath, RolesFile, advice);
  const mistakes: string[] = limitsAgainst(roles).map((mistake) => `${rolesPath}: ${mistake}`);
  const policyFiles = new Map<string, string>();
  const read = (file: string, isRequired: boolean): void => {
    const path = join(folder, "policies", file);
    try {
      policyFiles.set(file, readFileSync(path, "utf8"));
    } catch {
      if (isRequired) mistakes.push(`${path}: cannot be read, and roles.yml names it.`);
    }
  };
  const additions = new Set(Object.values(roles.bot).flatMap(({ policies }) => policies));
  const required = [...Object.values(roles.roles).map(({ policy }) => policy), ...roles.policies, ...additions];
  for (const policy of new Set(required)) read(`${policy}.hcl`, true);
  for (const policy of additions) for (const each of ["role", "exchange", "holder"]) read(`${policy}.per-${each}.hcl`, false);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return { ...roles, policyFiles };
}

/** What fits the grammar and would still not do what it says. */
function limitsAgainst({ appRole, roles, bot }: z.output<typeof RolesFile>): readonly string[] {
  const all = [
    ...Object.entries(roles).map(([role, own]) => ({ where: `roles.${role}`, own })),
    ...Object.entries(bot).map(([identity, own]) => ({ where: `bot.${identity}`, own })),
  ];
  return all.flatMap(({ where, own }) => [
    ...(own.secretIdTtl > appRole.maxLeaseTtl
      ? [`${where}.secretIdTtl is longer than appRole.maxLeaseTtl; Vault would shorten it without saying so.`]
      : []),
    ...(own.tokenTtl > own.tokenMaxTtl ? [`${where}.tokenTtl is longer than its tokenMaxTtl.`] : []),
  ]);
}
