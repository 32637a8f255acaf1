declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly vault: VaultHealth;
  }
}
declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly vault: VaultHealth;
  }
}

/**
 * How Vault is, as far as the bot cares: `ready` serves a request, `standby` hands it on to the active node. `no-active-node` is a standby
 * that knows of none.
 */
export interface VaultCondition {
  readonly state: "ready" | "sealed" | "uninitialised" | "standby" | "no-active-node" | "unreachable";
  readonly version?: string;
}

/** Asks without a credential, so that it still answers when Vault is sealed. */
export interface VaultHealth {
  /** Never throws: what gives no usable answer is `unreachable`. */
  health(signal?: AbortSignal): Promise<VaultCondition>;
}
