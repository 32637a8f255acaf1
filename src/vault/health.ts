import { AppError } from "../domain/errors.ts";
import type { VaultCondition, VaultHealth } from "../ports/vault-health.ts";
import { vaultPath } from "./paths.ts";
import type { Transport, VaultAnswer } from "./transport.ts";
import { HealthAnswer } from "./wire.ts";

/** https://developer.hashicorp.com/vault/api-docs/system/health */
const STATES: ReadonlyMap<number, VaultCondition["state"]> = new Map([
  [200, "ready"],
  [429, "standby"],
  [472, "standby"],
  [473, "standby"],
  [501, "uninitialised"],
  [503, "sealed"],
]);

const PATH = vaultPath("sys/health");

/** Reads the seal and the version without a credential. */
export function createVaultHealth({ transport }: { readonly transport: Transport }): VaultHealth {
  const client = transport.client();
  return {
    async health(signal) {
      try {
        return conditionOf(await client.request({ method: "GET", path: PATH, kind: "read", accept: [...STATES.keys()], signal }));
      } catch (error) {
        if (error instanceof AppError) return { state: "unreachable" };
        throw error;
      }
    },
  };
}

/** A load balancer may say 503 too, so only an answer that is Vault's own counts. */
function conditionOf({ status, body }: VaultAnswer): VaultCondition {
  const state = STATES.get(status);
  const parsed = HealthAnswer.safeParse(body);
  return state && parsed.success ? { state, version: parsed.data.version } : { state: "unreachable" };
}
