import { planOf } from "../../domain/platform-plan.ts";
import type { Secret } from "../../domain/secret.ts";
import type { DeclaredPlatform } from "../../ports/declared-platform.ts";
import { versionOf } from "../meet.ts";
import type { Transport } from "../transport.ts";
import { make } from "./apply.ts";
import { isRoot, revokeOwnToken } from "./caller.ts";
import type { Declaration, Mounts } from "./declaration.ts";
import { issueFor } from "./hand-over.ts";
import { otherRootTokens } from "./root-tokens.ts";
import { lookAt } from "./running.ts";
import { renewSigningKeys } from "./signing-keys.ts";
import { thingsOf } from "./things.ts";

export interface DeclaredPlatformDeps {
  readonly transport: Transport;
  /** May write what is declared: a root token, or one that may do as much. */
  readonly token: Secret;
  readonly declaration: Declaration;
  readonly mounts: Mounts;
  /** Now, in milliseconds. */
  readonly now: () => number;
}

/** What `profinaut bootstrap`, the demo and the tests bring Vault to the declared state with. @throws InputError for a policy file that cannot be filled in */
export function createDeclaredPlatform({ transport, token, declaration, mounts, now }: DeclaredPlatformDeps): DeclaredPlatform {
  const client = transport.client(token);
  const things = thingsOf(declaration, mounts);
  return {
    version: () => versionOf(transport.client()),
    hasRootToken: () => isRoot(client),
    otherRootTokens: () => otherRootTokens(client),
    plan: async () => planOf(things, await lookAt(client, things, mounts)),
    make: (planned) => make(client, planned, mounts),
    renewSigningKeys: () => renewSigningKeys(client, mounts),
    handOver(identity, wrapTtlS) {
      const { role, secretIdTtl } = declaration.bot[identity];
      const ttlS = secretIdTtl / 1000;
      return issueFor({ client, transport, approleMount: mounts.approleMount, now }, { role, ttlS, wrapTtlS });
    },
    revokeOwnToken: () => revokeOwnToken(client),
  };
}
