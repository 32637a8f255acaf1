import { NotFoundError, UpstreamError } from "../../domain/errors.ts";
import type { OperationPorts } from "../../domain/operation.ts";
import { roleOf, twinOf } from "../../domain/role-name.ts";

type VaultPorts = Pick<OperationPorts, "appRoles">;

/**
 * Whether the AppRole and its twin are in Vault with the policies that are declared. As long as `bootstrap` has not run, the
 * bot's own policy does not name them, so being denied to look is "not yet" as well.
 * @throws UpstreamError (service "vault") when Vault does not answer
 */
export async function isInPlace(name: string, ports: VaultPorts, signal: AbortSignal): Promise<boolean> {
  for (const role of [roleOf(name), twinOf(name)]) if (!(await isDeclared(role, ports, signal))) return false;
  return true;
}

async function isDeclared(role: string, ports: VaultPorts, signal: AbortSignal): Promise<boolean> {
  try {
    const { policies } = await ports.appRoles.role(role, signal);
    return policies.length === 1 && policies[0] === role;
  } catch (error) {
    const isNotYet = error instanceof NotFoundError || (error instanceof UpstreamError && error.status === 403);
    if (isNotYet) return false;
    throw error;
  }
}
