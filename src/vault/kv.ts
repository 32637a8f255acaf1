import { vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { EntryAnswer, readAnswer } from "./wire.ts";

/** The newest version of an entry; its values are unchecked. */
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
  return {
    async read(path, signal) {
      const call: VaultCall = { method: "GET", path: vaultPath(`${mount}/data/${path}`), kind: "read", accept: [404], signal };
      const answer = await session.request(call);
      if (answer.status === 404) return undefined;
      const { data } = readAnswer(EntryAnswer, answer, call);
      return { version: data.metadata.version, data: data.data };
    },
  };
}
