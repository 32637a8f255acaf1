import type { Secret } from "../domain/secret.ts";
import type { SecretFields } from "./kv-entries.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly wrapping: Wrapping;
  }
}

/** What a wrapping token says of itself without being spent. */
export interface WrapInfo {
  /** Only `sys/wrapping/wrap` is a value that a person wrapped. */
  readonly creationPath: string;
  readonly createdAtMs: number;
  /** When it ends unopened. */
  readonly expiresAtMs: number;
}

/** Response wrapping: https://developer.hashicorp.com/vault/docs/concepts/response-wrapping. Throws `UpstreamError` (service "vault"). */
export interface Wrapping {
  /** `undefined` when it was opened, has ended, never existed or wraps nothing: Vault does not say which. */
  look(token: Secret, signal?: AbortSignal): Promise<WrapInfo | undefined>;
  /** Of one that wraps nothing (any more): whether it is alive, and so somebody's login. */
  isLogin(token: Secret, signal?: AbortSignal): Promise<boolean>;
  /**
   * Opens it, once; never repeated by the adapter.
   * @throws ConflictError when it was opened, has ended or never existed; InputError when it holds anything but a map of texts
   */
  open(token: Secret, signal?: AbortSignal): Promise<SecretFields>;
  /** The same for what `KvEntries.readWrapped` handed out. */
  openEntry(token: Secret, signal?: AbortSignal): Promise<SecretFields>;
}
