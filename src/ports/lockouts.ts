declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly lockouts: Lockouts;
  }
}

/** A RoleID that Vault lists as locked. The RoleID itself stays in the adapter: it is half of a login. */
export interface Lockout {
  /** Whose RoleID it is; `undefined` where nobody ever logged in with it, or where Vault does not let us ask. */
  readonly role: string | undefined;
  /** Last four characters of the RoleID. */
  readonly ending: string;
}

/**
 * AppRoles of which Vault refuses every login after too many bad ones. Its list runs after the truth: a lock that ended by itself stays
 * on it for up to 15 minutes. Methods throw `UpstreamError` (service "vault").
 */
export interface Lockouts {
  /** Those of the AppRole mount, in the order of their names. */
  list(signal?: AbortSignal): Promise<readonly Lockout[]>;
  /** Makes it not locked. One that Vault does not list any more is success. */
  end(lockout: Lockout, signal?: AbortSignal): Promise<void>;
  /** What our own token lacks for both, e.g. `["read sys/locked-users"]`; empty when nothing. */
  missingCapabilities(signal?: AbortSignal): Promise<readonly string[]>;
}
