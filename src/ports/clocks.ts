declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly vaultClock: VaultClock;
  }
}

/** How far Vault's clock is from the one that the bot goes by. What Vault dates is compared with that. */
export interface VaultClock {
  /** Milliseconds; negative: behind. 0 while they agree, and where it is not known. */
  aheadMs(): number;
}

/** What servers say that it is now, in milliseconds since 1970; `undefined` where they do not say. */
export interface ServerClocks {
  vault(): Promise<number | undefined>;
  redis(): Promise<number | undefined>;
  /** Only where the half that acts runs. */
  github?(): Promise<number | undefined>;
}
