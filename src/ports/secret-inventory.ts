declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly inventory: SecretInventory;
    /** What must be among the secrets of the platform's repository, as configured. */
    readonly expectedSecrets: readonly ExpectedSecret[];
  }
}

export interface ExpectedSecret {
  /** In capitals. */
  readonly secret: string;
  /** `null`: it may be of any age. */
  readonly maxAgeMs: number | null;
}

/** Where GitHub keeps Actions secrets. */
export type SecretPlace =
  | { readonly github: "repository"; readonly repository: string }
  | { readonly github: "environment"; readonly repository: string; readonly environment: string }
  | { readonly github: "organisation"; readonly organisation: string };

/**
 * What can be seen of all secrets of a place at once: names and times. Methods throw `UpstreamError` (service "github"),
 * `NotFoundError` when the place does not exist (or is hidden from us) and `NotAllowedError` when we may not look there.
 */
export interface SecretInventory {
  /** By name, in capitals, when each last changed (whole seconds). */
  secretsAt(place: SecretPlace, signal?: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** Names of a repository's environments. */
  environmentsOf(repository: string, signal?: AbortSignal): Promise<readonly string[]>;
}
