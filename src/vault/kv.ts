import { type VaultPath, vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { EntryAnswer, readAnswer } from "./wire.ts";

/** One version of an entry; its values are unchecked. */
export interface KvEntry {
  readonly version: number;
  readonly data: { readonly [field: string]: unknown };
}

/** KV version 2. https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
export interface Kv {
  /**
   * `undefined` when there is no such entry, or its newest version was deleted.
   * @param path below the mount, e.g. `profinaut/db`
   * @throws UpstreamError (service "vault"). Nothing changed.
   */
  read(path: string, signal?: AbortSignal): Promise<KvEntry | undefined>;
}

/** @param deps.mount mount path of the KV version 2 engine, e.g. `secret` */
export function createKv({ session, mount }: { readonly session: VaultClient; readonly mount: string }): Kv {
  return { read: (path, signal) => readVersion(session, { path: vaultPath(`${mount}/data/${path}`), signal }) };
}

/**
 * The newest version, or the given one; `undefined` when there is none or it was deleted: Vault says 404 to both, to the
 * second with the version's metadata.
 */
export async function readVersion(
  session: VaultClient,
  {
    path,
    version,
    signal,
  }: { readonly path: VaultPath; readonly version?: number | undefined; readonly signal?: AbortSignal | undefined },
): Promise<KvEntry | undefined> {
  const which = version === undefined ? {} : { version };
  const call: VaultCall = { method: "GET", path, kind: "read", accept: [404], signal, ...which };
  const answer = await session.request(call);
  if (answer.status === 404) return undefined;
  const { data } = readAnswer(EntryAnswer, answer, call);
  return { version: data.metadata.version, data: data.data };
}
