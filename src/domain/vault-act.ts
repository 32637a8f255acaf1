import type { VaultRecord } from "./vault-record.ts";

/** What belongs to the platform and the bot in Vault, all in lower case. */
export interface VaultGround {
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
  /** The bot's own AppRoles. */
  readonly botRoles: ReadonlySet<string>;
  /** Those of the platform, declared or configured. */
  readonly platformRoles: ReadonlySet<string>;
  /** Whose keys the bot asks the exchanges about by itself, every minute. */
  readonly exchanges: ReadonlySet<string>;
  /** Policies that `vault/` declares. */
  readonly policies: ReadonlySet<string>;
  readonly auditDevice: string;
}

export type ActKind =
  | "secret-id-issued"
  | "secret-id-destroyed"
  | "secret-id-looked-up"
  | "role-id-read"
  | "role-changed"
  | "value-written"
  | "value-described"
  | "value-deleted"
  | "value-read"
  | "waiting-put"
  | "waiting-read"
  | "waiting-removed"
  | "signing-key-read"
  | "signing-keys-changed"
  | "anchor-changed"
  | "policy-changed"
  | "mount-changed"
  | "auth-changed"
  | "audit-changed"
  | "token-made"
  | "identity-changed"
  | "lockout-ended"
  | "system-changed"
  | "other-changed";

/** Something that somebody has to answer for. */
export interface Act {
  readonly kind: ActKind;
  /** The AppRole, the path below the base, the request a value waits for, the policy or mount, or the end of a RoleID: `…ab12`. */
  readonly target: string;
}

/** The reader of the log leaves of the RoleID nothing but its end. */
const unlocks = /^sys\/locked-users\/[^/]+\/unlock\//;
const changing = new Set(["create", "update", "patch", "delete"]);
/** Changes nothing, or nothing but the caller's own token. */
const harmless =
  /^(auth\/token\/(lookup|renew|revoke)-self|auth\/token\/(lookup|renew)|auth\/.+\/login(\/.*)?|sys\/(capabilities|capabilities-self|capabilities-accessor|wrapping\/(lookup|unwrap|wrap|rewrap)|leases\/(lookup|renew)|renew|tools\/.*|internal\/.*|audit-hash\/.*|health|seal-status)|identity\/lookup\/(entity|group))$/;

/** What a request did, as far as it is about our ground or about rights; `undefined` for looking and for other people's things. */
export function actOf(record: VaultRecord, ground: VaultGround): Act | undefined {
  const { path, operation, tokenPolicies } = record;
  if (harmless.test(path)) return undefined;
  const isChange = changing.has(operation);
  const role = underRole(path, ground);
  if (role !== undefined) return actOnRole(role, operation, isChange, ground);
  const act = actOnValue(path, operation, isChange, ground);
  if (act !== undefined) return act === "look" ? undefined : act;
  if (/^auth\/token\/create/.test(path)) {
    const rights = tokenPolicies.filter((policy) => policy === "root" || ground.policies.has(policy));
    return rights.length === 0 ? undefined : { kind: "token-made", target: rights.join(", ") };
  }
  if (!isChange) return undefined;
  return actOnSystem(path, ground);
}

/** Whether anything in a log is about our ground at all. */
export const isOnGround = ({ path }: VaultRecord, { kvMount, approleMount }: VaultGround): boolean =>
  path.startsWith(`${kvMount}/`) || path.startsWith(`auth/${approleMount}/`);

/** `[role, rest]` of a path below the AppRole mount. */
function underRole(path: string, { approleMount }: VaultGround): readonly [role: string, rest: string] | undefined {
  const prefix = `auth/${approleMount}/role/`;
  if (!path.startsWith(prefix)) return undefined;
  const [role = "", ...rest] = path.slice(prefix.length).split("/");
  return [role, rest.join("/")];
}

function actOnRole(
  [role, rest]: readonly [string, string],
  operation: string,
  isChange: boolean,
  { botRoles, platformRoles }: VaultGround,
): Act | undefined {
  const isOurs = botRoles.has(role) || platformRoles.has(role) || role.startsWith("profinaut-");
  if (rest === "role-id" && operation === "read") return isOurs ? { kind: "role-id-read", target: role } : undefined;
  if (!isChange) return undefined;
  switch (rest) {
    case "secret-id":
    case "custom-secret-id":
      return isOurs ? { kind: "secret-id-issued", target: role } : undefined;
    case "secret-id/destroy":
    case "secret-id-accessor/destroy":
      return isOurs ? { kind: "secret-id-destroyed", target: role } : undefined;
    case "secret-id/lookup":
    case "secret-id-accessor/lookup":
      // Vault calls a look-up an update.
      return isOurs ? { kind: "secret-id-looked-up", target: role } : undefined;
    default:
      // Also a role that is not ours yet: with our policies it would be.
      return { kind: "role-changed", target: role };
  }
}

function actOnValue(
  path: string,
  operation: string,
  isChange: boolean,
  { kvMount, kvBase }: VaultGround,
): Act | "look" | undefined {
  const [mount = "", what = "", ...segments] = path.split("/");
  if (mount === `${kvBase}-pending`) return actOnWaiting(what, segments.join("/"), operation, isChange);
  if (mount !== kvMount) return undefined;
  if (what === "config") return isChange ? { kind: "mount-changed", target: kvMount } : "look";
  const [base = "", ...below] = segments;
  const target = below.join("/");
  if (base === `${kvBase}-keys`) {
    if (isChange) return { kind: "signing-keys-changed", target };
    return what === "data" && operation === "read" && target.startsWith("signing")
      ? { kind: "signing-key-read", target }
      : "look";
  }
  if (base === `${kvBase}-anchor`) return isChange ? { kind: "anchor-changed", target } : "look";
  if (base !== kvBase) return isChange ? undefined : "look";
  if (!isChange) return what === "data" && operation === "read" ? { kind: "value-read", target } : "look";
  if (operation === "delete" || what === "delete" || what === "destroy") return { kind: "value-deleted", target };
  return { kind: what === "metadata" ? "value-described" : "value-written", target };
}

function actOnWaiting(what: string, target: string, operation: string, isChange: boolean): Act | "look" {
  if (what === "config" && isChange) return { kind: "mount-changed", target: "pending" };
  if (what === "data" && operation === "read") return { kind: "waiting-read", target };
  if (what === "data" && (operation === "create" || operation === "update")) return { kind: "waiting-put", target };
  return isChange ? { kind: "waiting-removed", target } : "look";
}

function actOnSystem(path: string, { approleMount }: VaultGround): Act {
  const named = (prefix: RegExp): string => path.replace(prefix, "");
  if (/^sys\/polic(y|ies)\//.test(path))
    return { kind: "policy-changed", target: named(/^sys\/(policies\/(acl|rgp|egp)|policy)\//) };
  if (/^sys\/(mounts\/auth|auth)\//.test(path)) return { kind: "auth-changed", target: named(/^sys\/(mounts\/)?auth\//) };
  if (/^sys\/(mounts|remount)/.test(path)) return { kind: "mount-changed", target: named(/^sys\/mounts\//) };
  if (path.startsWith("sys/audit/")) return { kind: "audit-changed", target: named(/^sys\/audit\//) };
  if (unlocks.test(path)) return { kind: "lockout-ended", target: named(unlocks) };
  if (path.startsWith("sys/")) return { kind: "system-changed", target: path };
  if (path.startsWith("identity/")) return { kind: "identity-changed", target: path };
  if (path.startsWith(`auth/${approleMount}/`)) return { kind: "auth-changed", target: path };
  return { kind: "other-changed", target: path };
}
