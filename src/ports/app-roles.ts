import type { Secret } from "../domain/secret.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly appRoles: AppRoles;
  }
}

declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly appRoles: Pick<AppRoles, "role" | "live" | "accessors" | "lookUp">;
  }
}

/** What Vault says about an AppRole, as far as the plan and its approver need it. TTLs in seconds; 0 means no limit of its own. */
export interface AppRole {
  readonly role: string;
  readonly policies: readonly string[];
  readonly secretIdTtlS: number;
  readonly secretIdNumUses: number;
  /** Whether a login takes a SecretID at all. */
  readonly bindSecretId: boolean;
  /** Networks from which a SecretID, and then its token, may be used; empty where any will do. */
  readonly secretIdBoundCidrs: readonly string[];
  readonly tokenBoundCidrs: readonly string[];
  readonly tokenTtlS: number;
  readonly tokenMaxTtlS: number;
  /** The longest life the mount grants a SecretID; a longer request is clamped silently. */
  readonly mountMaxTtlS: number;
}

/** One SecretID, known by its accessor; never the SecretID itself. */
export interface SecretIdInfo {
  readonly accessor: string;
  readonly createdAtMs: number;
  /** `null`: never expires. */
  readonly expiresAtMs: number | null;
  /** `null`: unlimited. */
  readonly usesLeft: number | null;
  readonly metadata: { readonly [key: string]: string };
}

/** A SecretID that exists in Vault but that nobody holds yet: spend `wrappingToken` once to get it. */
export interface WrappedSecretId {
  readonly accessor: string;
  readonly wrappingToken: Secret;
  readonly wrappedForS: number;
}

/**
 * SecretIDs of Vault's AppRole auth method. All methods throw `UpstreamError` (service "vault") when Vault cannot be
 * reached, is sealed or refuses; `effect` is "unknown" only for calls that change something and got no answer.
 */
export interface AppRoles {
  /** @throws NotFoundError when Vault has no such role */
  role(role: string, signal?: AbortSignal): Promise<AppRole>;
  /** Accessors of every SecretID of the role, in Vault's order; some may already be gone when looked up. */
  accessors(role: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Every live SecretID, oldest first. One that vanishes between list and look-up is gone, and that is no error. */
  live(role: string, signal?: AbortSignal): Promise<readonly SecretIdInfo[]>;
  /** `undefined` when it does not exist, has expired, or belongs to another role. */
  lookUp(role: string, accessor: string, signal?: AbortSignal): Promise<SecretIdInfo | undefined>;
  /** Issues response-wrapped; never repeated by the adapter. `metadata` is public: it shows in audit logs. */
  issueWrapped(
    request: {
      readonly role: string;
      readonly ttlS: number;
      readonly metadata: { readonly [key: string]: string };
      readonly wrapTtlS: number;
    },
    signal?: AbortSignal,
  ): Promise<WrappedSecretId>;
  /** Spends the wrapping token. @throws ConflictError when it was spent, expired or never existed */
  unwrap(wrapped: WrappedSecretId, signal?: AbortSignal): Promise<Secret>;
  /** Looks a SecretID up by its value, without logging in. `undefined`: Vault does not know it for this role. */
  lookUpValue(role: string, secretId: Secret, signal?: AbortSignal): Promise<SecretIdInfo | undefined>;
  /** Makes it not exist: looks up first, destroys, looks up again. Already gone is success. */
  destroy(role: string, accessor: string, signal?: AbortSignal): Promise<void>;
  /** What our own token lacks to rotate this role, e.g. `["update auth/approle/role/x/secret-id"]`; empty when nothing. */
  missingCapabilities(role: string, signal?: AbortSignal): Promise<readonly string[]>;
}
