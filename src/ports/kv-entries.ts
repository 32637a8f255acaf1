import type { EntryPath } from "../domain/entry-path.ts";
import type { Secret } from "../domain/secret.ts";
import type { SecretFields } from "../domain/secret-submission.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly entries: KvEntries;
  }
}
declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly entries: Pick<KvEntries, "look" | "children">;
  }
}

export type { SecretFields } from "../domain/secret-submission.ts";

export interface EntryVersion {
  readonly version: number;
  readonly createdAtMs: number;
  /** When it was deleted, or will be by itself; `null`: it stays. */
  readonly deletedAtMs: number | null;
  readonly isDestroyed: boolean;
}

/** What can be known of an entry without reading a value. */
export interface EntryInfo {
  readonly path: EntryPath;
  /** 0 when nothing was written yet. */
  readonly currentVersion: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Oldest first. */
  readonly versions: readonly EntryVersion[];
  /** `custom_metadata`: owner, requester, approver, request, expires, … Text only, seen by everybody who may list. */
  readonly about: { readonly [name: string]: string };
}

/** A value that was handed out without being seen: whoever opens the token reads it, once. */
export interface WrappedEntry {
  readonly token: Secret;
  readonly ttlS: number;
  readonly version: number;
}

/**
 * The platform's values in KV version 2, by path below `<kvMount>/<kvBase>/`. Methods throw `UpstreamError` (service
 * "vault"), and `InputError` for a path outside of the grammar.
 */
export interface KvEntries {
  /** `undefined` when nothing is at this path. */
  look(path: EntryPath, signal?: AbortSignal): Promise<EntryInfo | undefined>;
  /** Names in a folder (`""` for the base), sorted; a folder's name ends with `/`. Empty when there is none. */
  children(folder: EntryPath | "", signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * Writes the version after `replaces` (0: nothing was there). Never repeated by the adapter.
   * @returns the version that was written
   * @throws ConflictError when the newest version is another by now. Nothing changed.
   */
  write(
    entry: { readonly path: EntryPath; readonly fields: SecretFields; readonly replaces: number },
    signal?: AbortSignal,
  ): Promise<number>;
  /**
   * Replaces what is noted about an entry, also of one that has no version yet.
   * @param about at most 64 names of 128 bytes, each with 1 to 512 bytes of printable text
   * @throws InputError when it does not fit. Nothing was sent.
   */
  describe(path: EntryPath, about: { readonly [name: string]: string }, signal?: AbortSignal): Promise<void>;
  /**
   * The value itself; `undefined` when the version does not exist or was deleted.
   * @param version the newest by default
   * @throws ConflictError when the entry holds anything but texts, as only people write it
   */
  read(
    path: EntryPath,
    version?: number,
    signal?: AbortSignal,
  ): Promise<{ readonly fields: SecretFields; readonly version: number } | undefined>;
  /** The newest version, response-wrapped: it passes us by unseen. `undefined` when there is none. */
  readWrapped(path: EntryPath, wrapTtlS: number, signal?: AbortSignal): Promise<WrappedEntry | undefined>;
  /** Deletes one version; it can be undeleted by hand. Already deleted, or never written, is success. */
  deleteVersion(path: EntryPath, version: number, signal?: AbortSignal): Promise<void>;
  /** What our own token lacks for this path, e.g. `["update secret/data/profinaut/binance"]`; empty when nothing. */
  missingCapabilities(
    path: EntryPath,
    needed: readonly ("look" | "write" | "read" | "read-wrapped" | "delete")[],
    signal?: AbortSignal,
  ): Promise<readonly string[]>;
}
