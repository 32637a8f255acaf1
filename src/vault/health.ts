import { AppError } from "../domain/errors.ts";
import type { VaultCondition, VaultHealth } from "../ports/vault-health.ts";
import { vaultPath } from "./paths.ts";
import type { Transport, VaultAnswer } from "./transport.ts";
import { HealthAnswer, LeaderAnswer } from "./wire.ts";

/** https://developer.hashicorp.com/vault/api-docs/system/health */
export const states: ReadonlyMap<number, VaultCondition["state"]> = new Map([
  [200, "ready"],
  [429, "standby"],
  [472, "standby"],
  [473, "standby"],
  [501, "uninitialised"],
  [503, "sealed"],
]);

export const healthPath = vaultPath("sys/health");
const leader = vaultPath("sys/leader");

/** Reads the seal, the version and, of a standby, the active node, without a credential. */
export function createVaultHealth({ transport }: { readonly transport: Transport }): VaultHealth {
  const client = transport.client();
  const read = (path: typeof healthPath, accept: readonly number[], signal: AbortSignal | undefined): Promise<VaultAnswer> =>
    client.request({ method: "GET", path, kind: "read", accept, signal });

  /** https://developer.hashicorp.com/vault/api-docs/system/leader: no address, or an error where the storage does not answer. */
  const hasActiveNode = async (signal: AbortSignal | undefined): Promise<boolean> => {
    const { body } = await read(leader, [200, 500], signal);
    const parsed = LeaderAnswer.safeParse(body);
    return parsed.success && parsed.data.leader_address !== "";
  };
  return {
    async health(signal) {
      try {
        const found = conditionOf(await read(healthPath, [...states.keys()], signal));
        return found.state === "standby" && !(await hasActiveNode(signal)) ? { ...found, state: "no-active-node" } : found;
      } catch (error) {
        if (error instanceof AppError) return { state: "unreachable" };
        throw error;
      }
    },
  };
}

/** A load balancer may say 503 too, so only an answer that is Vault's own counts. */
function conditionOf({ status, body }: VaultAnswer): VaultCondition {
  const state = states.get(status);
  const parsed = HealthAnswer.safeParse(body);
  return state && parsed.success ? { state, version: parsed.data.version } : { state: "unreachable" };
}
