import { NotFoundError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import type { HandedOver } from "../../ports/declared-platform.ts";
import { createAppRoles } from "../app-roles.ts";
import { vaultPath } from "../paths.ts";
import type { Transport, VaultClient } from "../transport.ts";
import { ask } from "./ask.ts";
import { RoleIdAnswer } from "./wire.ts";

export interface HandOverDeps {
  readonly client: VaultClient;
  readonly transport: Transport;
  readonly approleMount: string;
  readonly now: () => number;
}

/**
 * Issues a SecretID, response-wrapped: whoever runs this never sees it.
 * @throws UpstreamError (service "vault"); with `effect: "unknown"` one may have been issued that nobody can open
 */
export async function issueFor(
  { client, transport, approleMount, now }: HandOverDeps,
  { role, ttlS, wrapTtlS }: { readonly role: string; readonly ttlS: number; readonly wrapTtlS: number },
): Promise<HandedOver> {
  const appRoles = createAppRoles({ session: client, transport, mount: approleMount, now });
  const found = await ask(client, vaultPath(`auth/${approleMount}/role`, { role }, "role-id"), RoleIdAnswer);
  if (found === undefined) throw new NotFoundError("vault.role-unknown", say("vault.role-unknown", { role }));
  const { accessor, wrappingToken } = await appRoles.issueWrapped({ role, ttlS, metadata: { issued: "bootstrap" }, wrapTtlS });
  return { role, roleId: found.data.role_id, wrappingToken, takeBack: () => appRoles.destroy(role, accessor) };
}
