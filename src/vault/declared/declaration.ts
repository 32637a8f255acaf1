import type { Thing } from "../../domain/declared-thing.ts";
import type { BotIdentity } from "../../ports/declared-platform.ts";
import { policyTexts } from "./policy-texts.ts";

/** Where things are in Vault. */
export interface Mounts {
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
}

/** Limits of an AppRole; durations in milliseconds. */
interface Limits {
  readonly secretIdTtl: number;
  readonly tokenTtl: number;
  readonly tokenMaxTtl: number;
  /** Networks from which it may be used; empty: from everywhere. */
  readonly boundCidrs: readonly string[];
  readonly tokenType?: "default" | "service" | "batch" | undefined;
}

interface BotRole extends Limits {
  readonly role: string;
  readonly policies: readonly string[];
}

/** What `vault/` says, read; durations in milliseconds. */
export interface Declaration {
  readonly appRole: {
    readonly maxLeaseTtl: number;
    readonly userLockout: "none" | { readonly threshold: number; readonly duration: number; readonly counterReset: number };
  };
  readonly kv: { readonly casRequired: boolean; readonly maxVersions: number };
  readonly waiting: { readonly vanishAfter: number };
  readonly audit: { readonly device: string; readonly path: string; readonly mode: string };
  readonly exchanges: readonly string[];
  readonly policies: readonly string[];
  /** `staging`: whether it has a twin there. */
  readonly roles: { readonly [role: string]: Limits & { readonly policy: string; readonly staging: boolean } };
  readonly bot: { readonly [identity in BotIdentity]: BotRole };
  /** By file name below `policies/`. */
  readonly policyFiles: ReadonlyMap<string, string>;
}

const prefix = "profinaut-";

/** An AppRole of the platform: of production, or its twin in staging. */
export interface PlatformRole extends Limits {
  readonly role: string;
  /** The policy file its own policy is made from. */
  readonly policy: string;
  /** Where its values are: `<base>/<name>`. */
  readonly base: string;
  readonly name: string;
}

/** The convention: what is at `<base>/X` belongs to `profinaut-X`, and `<base>/staging/X` to `profinaut-staging-X`. */
export function platformRoles({ roles }: Pick<Declaration, "roles">, { kvBase }: Mounts): readonly PlatformRole[] {
  const declared = Object.entries(roles).map(([role, own]) => ({ ...own, name: role.slice(prefix.length) }));
  return [
    ...declared.map((own) => ({ ...own, role: `${prefix}${own.name}`, base: kvBase })),
    ...declared
      .filter(({ staging }) => staging)
      .map((own) => ({ ...own, role: `${prefix}staging-${own.name}`, base: `${kvBase}/staging` })),
  ];
}

/**
 * Everything Vault must hold, in the order in which it is made.
 * @throws InputError when a policy file has a placeholder that nothing fills
 */
export function thingsOf(declaration: Declaration, mounts: Mounts): readonly Thing[] {
  const { appRole, kv, waiting, audit, bot } = declaration;
  const { kvMount, kvBase, approleMount } = mounts;
  const roles = platformRoles(declaration, mounts);
  const policies = policyTexts(declaration, mounts, roles);
  return [
    {
      kind: "audit-device",
      name: audit.device,
      settings: { type: "file", file_path: audit.path, ...(audit.path === "stdout" ? {} : { mode: audit.mode }) },
    },
    {
      kind: "kv-mount",
      name: kvMount,
      settings: {
        ...{ type: "kv", version: "2" },
        cas_required: kv.casRequired,
        max_versions: kv.maxVersions,
        delete_version_after: 0,
      },
    },
    {
      kind: "kv-mount",
      name: `${kvBase}-pending`,
      settings: {
        ...{ type: "kv", version: "2" },
        cas_required: true,
        max_versions: 1,
        delete_version_after: secondsOf(waiting.vanishAfter),
      },
    },
    {
      kind: "approle-mount",
      name: approleMount,
      settings: { type: "approle", max_lease_ttl: secondsOf(appRole.maxLeaseTtl), ...lockout(appRole.userLockout) },
    },
    ...[...policies].map(([name, policy]): Thing => ({ kind: "policy", name, settings: { policy } })),
    ...roles.map((own) => appRoleOf(own.role, [own.role], own)),
    ...Object.values(bot).map((own) => appRoleOf(own.role, own.policies, own)),
    { kind: "signing-keys", name: `${kvMount}/${kvBase}-keys`, settings: {} },
  ];
}

const secondsOf = (ms: number): number => ms / 1000;

/** Names as the answer of `sys/auth/<mount>/tune` has them. */
const lockout = (wanted: Declaration["appRole"]["userLockout"]) =>
  wanted === "none"
    ? { user_lockout_disable: true }
    : {
        user_lockout_disable: false,
        user_lockout_threshold: wanted.threshold,
        user_lockout_duration: secondsOf(wanted.duration),
        user_lockout_counter_reset_duration: secondsOf(wanted.counterReset),
      };

/** A token for ever, one renewed for ever, or one with Vault's `default` policy is never meant. */
const appRoleOf = (name: string, policies: readonly string[], own: Limits): Thing => ({
  kind: "app-role",
  name,
  settings: {
    bind_secret_id: true,
    secret_id_ttl: secondsOf(own.secretIdTtl),
    secret_id_num_uses: 0,
    secret_id_bound_cidrs: own.boundCidrs,
    token_policies: policies,
    token_no_default_policy: true,
    token_ttl: secondsOf(own.tokenTtl),
    token_max_ttl: secondsOf(own.tokenMaxTtl),
    token_period: 0,
    token_num_uses: 0,
    token_bound_cidrs: own.boundCidrs,
    token_type: own.tokenType ?? "default",
  },
});
