declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly storeHealth: StoreHealth;
  }
}

/** The store of records, as far as the bot depends on it. */
export interface StoreHealth {
  /** Whether the bot was told to insist on durability. */
  readonly isDurabilityRequired: boolean;
  /** `weak`: settings it should have and has not, such as `appendonly yes`. @throws UpstreamError (service "redis") */
  look(): Promise<{ readonly version: string; readonly weak: readonly string[] }>;
}
