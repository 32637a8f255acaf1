import { ConflictError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import { vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { MountSeen, readAnswer } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.no-kv-mount": { mount: string };
    "vault.kv-version-1": { mount: string };
    "vault.not-kv": { mount: string; type: string };
  }
}

/**
 * That what is mounted there is KV of version 2, as the vault CLI finds it out: with the rights that any path below gives. Of version 1
 * every read of ours is a plain 404 (v1.21.4), as if there were no value.
 * @param mount as in `vault.kvMount`
 * @throws ConflictError that says what is there instead; UpstreamError (service "vault"). Nothing changed.
 */
export async function requireKv2(client: VaultClient, mount: string, signal?: AbortSignal): Promise<void> {
  const path = vaultPath("sys/internal/ui/mounts", { mount });
  const call: VaultCall = { method: "GET", path, kind: "read", accept: [403], signal };
  const answer = await client.request(call);
  if (answer.status === 403) throw new ConflictError("vault.no-kv-mount", say("vault.no-kv-mount", { mount }));
  const { type, options } = readAnswer(MountSeen, answer, call).data;
  if (type !== "kv") throw new ConflictError("vault.not-kv", say("vault.not-kv", { mount, type }));
  if (options?.version !== "2") throw new ConflictError("vault.kv-version-1", say("vault.kv-version-1", { mount }));
}
