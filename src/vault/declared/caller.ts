import { ConflictError, NotAllowedError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import { vaultPath } from "../paths.ts";
import type { VaultCall, VaultClient } from "../transport.ts";
import { HealthAnswer, readAnswer } from "../wire.ts";
import { TokenAnswer } from "./wire.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.sealed": NoParams;
    "bootstrap.uninitialised": NoParams;
    "bootstrap.not-vault": NoParams;
    "bootstrap.token-refused": NoParams;
  }
}

/** Codes of https://developer.hashicorp.com/vault/api-docs/system/health; a standby passes requests on. */
const usable = [200, 429, 472, 473];

/**
 * Vault's version, when it can work.
 * @throws ConflictError when it is sealed, not initialised, or no Vault; UpstreamError when it cannot be reached
 */
export async function versionOf(client: VaultClient): Promise<string> {
  const call: VaultCall = { method: "GET", path: vaultPath("sys/health"), kind: "read", accept: [...usable, 404, 501, 503] };
  const answer = await client.request(call);
  const health = HealthAnswer.safeParse(answer.body);
  if (answer.status === 404 || !health.success) throw new ConflictError("bootstrap.not-vault", say("bootstrap.not-vault", {}));
  if (answer.status === 501) throw new ConflictError("bootstrap.uninitialised", say("bootstrap.uninitialised", {}));
  if (answer.status === 503) throw new ConflictError("bootstrap.sealed", say("bootstrap.sealed", {}));
  return health.data.version;
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
