import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { networkOf } from "../domain/network.ts";
import { isReserved, withoutPrefix } from "../domain/role-name.ts";
import { type Sentence, say, sentenceIssue } from "../domain/sentence.ts";
import { ConfigError } from "./config-error.ts";
import { Duration } from "./duration.ts";
import { readYamlFile } from "./read-file.ts";
import { text, told } from "./told.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.write.name": NoParams;
    "config.write.role-folder": NoParams;
    "config.write.not-reserved": NoParams;
    "config.write.network": NoParams;
    "config.write.whole-network": { given: string; network: string; address: string };
    "config.write.lockout": NoParams;
    "config.write.audit-path": NoParams;
    "config.write.audit-mode": NoParams;
    "config.advice.from": NoParams;
    "config.policy-unreadable": { path: string };
    "config.secret-id-too-long": { path: string; where: string };
    "config.token-too-long": { path: string; where: string };
  }
}

const name = text(/^[a-z0-9][a-z0-9_.-]{0,63}$/, "config.write.name");

const roleName = text(/^profinaut-[a-z0-9][a-z0-9-]{0,40}$/, "config.write.role-folder").refine(
  (role) => !isReserved(withoutPrefix(role)),
  told("config.write.not-reserved"),
);

/** Vault takes several spellings of a network, keeps some as they are, and makes one (a zero before `::`) into no network at all. */
const cidr = z.string().transform((given, context) => {
  const network = networkOf(given.trim());
  if (network !== undefined && !network.hasHost) return network.text;
  const [address = ""] = given.trim().split("/");
  const sentence =
    network === undefined
      ? say("config.write.network", {})
      : say("config.write.whole-network", { given, network: network.text, address });
  context.addIssue(sentenceIssue(sentence));
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
      z.string().refine((given): given is "none" => given === "none", told("config.write.lockout")),
      z.strictObject({ threshold: z.number().int().min(1), duration: Duration, counterReset: Duration }),
    ]),
  }),
  kv: z.strictObject({ casRequired: z.boolean(), maxVersions: z.number().int().min(1).max(1_000) }),
  waiting: z.strictObject({ vanishAfter: Duration }),
  audit: z.strictObject({
    device: name,
    path: text(/^(stdout|\/[^\0\n]+)$/, "config.write.audit-path"),
    mode: text(/^0[0-7]{3}$/, "config.write.audit-mode").default("0600"),
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
    unreadable: say("config.advice.from", {}),
    example: "vault/roles.yml of the project",
  };
  const roles = readYamlFile(rolesPath, RolesFile, advice);
  const mistakes = [...limitsAgainst(roles, rolesPath)];
  const policyFiles = new Map<string, string>();
  const read = (file: string, isRequired: boolean): void => {
    const path = join(folder, "policies", file);
    try {
      policyFiles.set(file, readFileSync(path, "utf8"));
    } catch {
      if (isRequired) mistakes.push(say("config.policy-unreadable", { path }));
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
function limitsAgainst({ appRole, roles, bot }: z.output<typeof RolesFile>, path: string): readonly Sentence[] {
  const all = [
    ...Object.entries(roles).map(([role, own]) => ({ where: `roles.${role}`, own })),
    ...Object.entries(bot).map(([identity, own]) => ({ where: `bot.${identity}`, own })),
  ];
  return all.flatMap(({ where, own }) => [
    ...(own.secretIdTtl > appRole.maxLeaseTtl ? [say("config.secret-id-too-long", { path, where })] : []),
    ...(own.tokenTtl > own.tokenMaxTtl ? [say("config.token-too-long", { path, where })] : []),
  ]);
}
