import { ConflictError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import { fromStatus } from "./errors.ts";
import { vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { HealthAnswer } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.uninitialised": NoParams;
    "vault.not-vault": NoParams;
  }
}

/** Codes of https://developer.hashicorp.com/vault/api-docs/system/health; a standby passes requests on. */
const usable = [200, 429, 472, 473];

/**
 * Vault's version, when it can work. Asked without a credential, and therefore before one is sent.
 * @throws ConflictError when it is not initialised, or no Vault; UpstreamError (service "vault") when it is sealed or cannot be reached
 */
export async function versionOf(client: VaultClient): Promise<string> {
  const accept = [...usable, 400, 404, 501, 503];
  const call: VaultCall = { method: "GET", path: vaultPath("sys/health"), kind: "read", accept };
  const answer = await client.request(call);
  const health = HealthAnswer.safeParse(answer.body);
  if (answer.status === 400 || answer.status === 404 || !health.success)
    throw new ConflictError("vault.not-vault", say("vault.not-vault", {}));
  if (answer.status === 501) throw new ConflictError("vault.uninitialised", say("vault.uninitialised", {}));
  if (answer.status === 503) throw fromStatus(503, { kind: "read", template: call.path.template });
  return health.data.version;
}
