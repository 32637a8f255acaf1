import { vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { CapabilitiesAnswer, readAnswer } from "./wire.ts";

export type Capability = readonly [capability: string, path: string];

/** Which of these our own token does not have, e.g. `["update secret/data/profinaut/db"]`. https://developer.hashicorp.com/vault/api-docs/system/capabilities-self */
export async function missingOf(
  session: VaultClient,
  needed: readonly Capability[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const paths = [...new Set(needed.map(([, path]) => path))];
  const call: VaultCall = { method: "POST", path: vaultPath("sys/capabilities-self"), kind: "read", body: { paths }, signal };
  const { data } = readAnswer(CapabilitiesAnswer, await session.request(call), call);
  return needed
    .filter(([capability, path]) => !data[path]?.some((granted) => granted === capability || granted === "root"))
    .map(([capability, path]) => `${capability} ${path}`);
}
