import type { Destination } from "../domain/destination.ts";
import type { Secret } from "../domain/secret.ts";

export type { Destination } from "../domain/destination.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly destinations: SecretDestinations;
  }
}

/** What can be seen of a write-only secret: that it is there and when it last changed (whole seconds). */
export interface DestinationState {
  /** `null`: no secret of this name yet. */
  readonly updatedAtMs: number | null;
}

/**
 * Write-only secret stores of consumers. Methods throw `UpstreamError` (service "github").
 */
export interface SecretDestinations {
  /**
   * Looks before anybody is asked: reachable, writable as far as can be told, not archived.
   * @throws NotFoundError when the repository, environment or organisation does not exist (or is hidden from us)
   * @throws NotAllowedError when our credential certainly may not write there
   * @throws ConflictError when it is archived
   */
  look(destination: Destination, signal?: AbortSignal): Promise<DestinationState>;
  /**
   * When it last changed, and nothing else: also of what cannot be written any more.
   * What does not exist, or is hidden from us, never changed.
   */
  changed(destination: Destination, signal?: AbortSignal): Promise<DestinationState>;
  /**
   * Seals with a fresh public key, writes, reads `updated_at` back. Never repeated by the adapter once the write was sent.
   * @param beforeWrite awaited in the last moment before the write is sent, after every wait for keys and for the pace of the
   *   destination; what it throws is thrown, and nothing is sent
   */
  put(
    destination: Destination,
    value: Secret,
    signal?: AbortSignal,
    beforeWrite?: () => Promise<void>,
  ): Promise<DestinationState>;
  /** This many milliseconds after `beforeWrite`, a write that was sent and not answered can no longer arrive. */
  readonly settleMs: number;
}
