import type { Act, VaultGround } from "./vault-act.ts";

/** What `profinaut bootstrap` does with rights of its own: makes what is declared, and hands the bot its login. Nothing is deleted. */
export function isBootstrap(
  { kind, target, operation, path }: Act & { readonly operation: string; readonly path: string },
  ground: VaultGround,
): boolean {
  if (operation === "delete") return false;
  switch (kind) {
    case "policy-changed":
      return ground.policies.has(target);
    case "role-changed":
      if (!path.endsWith(`/${target}`)) return false;
      return ground.botRoles.has(target) || ground.platformRoles.has(target);
    case "role-id-read":
      return ground.botRoles.has(target) || ground.platformRoles.has(target);
    case "secret-id-issued":
      return ground.botRoles.has(target);
    case "mount-changed":
      return [ground.kvMount, `${ground.kvBase}-pending`, "pending"].includes(target);
    case "auth-changed":
      return [ground.approleMount, `${ground.approleMount}/tune`].includes(target);
    case "audit-changed":
      return target === ground.auditDevice;
    case "signing-keys-changed":
      return true;
    default:
      return false;
  }
}
