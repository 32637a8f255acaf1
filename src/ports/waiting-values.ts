import type { SecretSubmission } from "../domain/secret-submission.ts";

export type { SecretSubmission } from "../domain/secret-submission.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly waiting: Pick<WaitingValues, "read" | "remove" | "list">;
  }
}

/**
 * Where values wait for an approval: in Vault, at a place that follows from the request's id. Whoever hears people may only put,
 * whoever acts may only read and remove. Methods throw `UpstreamError` (service "vault"), and `InputError` for what is no
 * request's id; then nothing was sent.
 */
export interface WaitingValues {
  /** @throws ConflictError when something waits under this id already. Nothing changed. */
  put(requestId: string, value: SecretSubmission, signal?: AbortSignal): Promise<void>;
  /** `undefined` when nothing waits (any more). */
  read(requestId: string, signal?: AbortSignal): Promise<SecretSubmission | undefined>;
  /** Removes it with all its versions. Already gone is success. */
  remove(requestId: string, signal?: AbortSignal): Promise<void>;
  /** What waits, with the time since when; for whoever sweeps what no request needs any more. */
  list(signal?: AbortSignal): Promise<readonly { readonly requestId: string; readonly sinceMs: number }[]>;
}
