import type { BotIdentity } from "../../ports/declared-platform.ts";

/** Where things are in Vault. */
export interface Mounts {
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
}

/** Limits of an AppRole; durations in milliseconds. */
export interface Limits {
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
