import { UpstreamError } from "../../domain/errors.ts";
import { vaultPath } from "../paths.ts";
import type { VaultCall, VaultClient } from "../transport.ts";
import { readAnswer } from "../wire.ts";
import { ask, list, ofEach } from "./ask.ts";
import { AccessorAnswer, TokenAnswer } from "./wire.ts";

/**
 * Counts the root tokens beside our own, by what Vault says of each accessor; no token is seen.
 * @returns `undefined` when our token may not list accessors
 * @throws UpstreamError (service "vault"). Nothing changed.
 */
export async function otherRootTokens(client: VaultClient): Promise<number | undefined> {
  try {
    const own = await ask(client, vaultPath("auth/token/lookup-self"), AccessorAnswer);
    const accessors = await list(client, vaultPath("auth/token/accessors"));
    const others = accessors.filter((accessor) => accessor !== own?.data.accessor);
    return (await ofEach(others, (accessor) => isRootToken(client, accessor))).filter(Boolean).length;
  } catch (error) {
    if (error instanceof UpstreamError && error.status === 403) return undefined;
    throw error;
  }
}

async function isRootToken(client: VaultClient, accessor: string): Promise<boolean> {
  const path = vaultPath("auth/token/lookup-accessor");
  // 403 and 404: it ended since it was listed.
  const call: VaultCall = { method: "POST", path, kind: "read", body: { accessor }, accept: [403, 404] };
  const answer = await client.request(call);
  return answer.status === 200 && readAnswer(TokenAnswer, answer, call).data.policies.includes("root");
}
