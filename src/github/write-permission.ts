import type { GrantedPermissions } from "./credential.ts";
import type { Repository } from "./wire.ts";

/** What GitHub let us see of our own credential; each part is `undefined` where it does not say. */
export interface PermissionClues {
  readonly granted: GrantedPermissions | undefined;
  /** `x-oauth-scopes`, sent for classic tokens only. */
  readonly classicScopes: string | undefined;
  readonly repository: Repository | undefined;
}

/**
 * The permission that is certainly missing to write there, or `undefined` when it is there or nobody can tell: a
 * fine-grained token shows its permissions only by being refused.
 */
export function missingPermission(
  scope: { readonly permission: string; readonly need: string; readonly classicScope: string },
  { granted, classicScopes, repository }: PermissionClues,
): string | undefined {
  if (granted !== undefined) return granted[scope.permission] === "write" ? undefined : scope.need;

  if (classicScopes !== undefined) {
    const scopes = classicScopes.split(",").map((text) => text.trim());
    const isPublicEnough = scopes.includes("public_repo") && repository?.private === false;
    if (!scopes.includes(scope.classicScope) && !isPublicEnough) return scope.classicScope;
  }
  return repository?.permissions?.push === false ? "push" : undefined;
}
