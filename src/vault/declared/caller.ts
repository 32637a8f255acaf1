import { NotAllowedError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import { vaultPath } from "../paths.ts";
import type { VaultCall, VaultClient } from "../transport.ts";
import { readAnswer } from "../wire.ts";
import { TokenAnswer } from "./wire.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.token-refused": NoParams;
  }
}

/** Whether the token is a root token. @throws NotAllowedError when Vault does not know it (any more) */
export async function isRoot(client: VaultClient): Promise<boolean> {
  const call: VaultCall = { method: "GET", path: vaultPath("auth/token/lookup-self"), kind: "read", accept: [403] };
  const answer = await client.request(call);
  if (answer.status === 403) throw new NotAllowedError("bootstrap.token-refused", say("bootstrap.token-refused", {}));
  return readAnswer(TokenAnswer, answer, call).data.policies.includes("root");
}

/** Ends the token that the client has, with everything it made. */
export async function revokeOwnToken(client: VaultClient): Promise<void> {
  await client.request({ method: "POST", path: vaultPath("auth/token/revoke-self"), kind: "write" });
}
