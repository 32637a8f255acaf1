/** What each AppRole may do, written by hand beside the policies: nothing here is read from them. */

export type Capability = "create" | "read" | "update" | "patch" | "delete" | "list" | "sudo";
export const capabilities: readonly Capability[] = ["create", "read", "update", "patch", "delete", "list", "sudo"];

type Row = readonly [paths: RegExp, may: readonly Capability[]];

const itself: readonly Row[] = [
  [/^auth\/token\/lookup-self$/, ["read"]],
  [/^auth\/token\/(renew|revoke)-self$/, ["update"]],
];
/** Below the base of one side alone: production's has staging in it. */
const side = (base: string): string => `profinaut/${base}(?!staging(/|$)).`;
const consumer = (base: string, name: string): readonly Row[] => [
  ...itself,
  [new RegExp(`^secret/data/profinaut/${base}${name}(/.|$)`), ["read"]],
];
const readonly = (base: string): readonly Row[] => [
  ...itself,
  [new RegExp(`^secret/data/${side(base)}`), ["read"]],
  [new RegExp(`^secret/metadata/(${side(base)}|profinaut/${base}$)`), ["read", "list"]],
];
const admin = (base: string): readonly Row[] => [
  ...itself,
  [new RegExp(`^secret/data/${side(base)}`), ["create", "read", "update", "patch", "delete"]],
  [new RegExp(`^secret/metadata/(${side(base)}|profinaut/${base}$)`), ["create", "read", "update", "patch", "delete", "list"]],
  [new RegExp(`^secret/(delete|undelete|destroy)/${side(base)}`), ["update"]],
];

const names = ["admin", "db", "kafka", "release", "readonly"];
const platformRole = `profinaut-(staging-)?(${names.join("|")})`;
const bot: readonly Row[] = [
  ...itself,
  [/^secret\/data\/profinaut-keys\/public\/worker$/, ["read"]],
  [/^secret\/data\/profinaut-anchor\/./, ["read"]],
  [/^sys\/mounts\/auth\/approle\/tune$/, ["read"]],
  [/^sys\/(capabilities-self|wrapping\/lookup)$/, ["update"]],
  [/^secret\/data\/profinaut-keys\/public\/decisions$/, ["read"]],
  [new RegExp(`^auth/approle/role/${platformRole}$`), ["read"]],
  [new RegExp(`^auth/approle/role/${platformRole}/secret-id/$`), ["list"]],
  [new RegExp(`^auth/approle/role/${platformRole}/secret-id-accessor/lookup$`), ["update"]],
];
const ingress: readonly Row[] = [
  ...bot,
  [/^auth\/approle\/role\/profinaut-bot(-ingress)?\/secret-id\/lookup$/, ["update"]],
  [/^secret\/metadata\/profinaut\//, ["read", "list"]],
  [/^profinaut-pending\/data\/./, ["create"]],
  [/^secret\/data\/profinaut-keys\/signing\/decisions$/, ["read"]],
];
const worker: readonly Row[] = [
  ...bot,
  [/^auth\/approle\/role\/profinaut-bot(-worker)?\/secret-id\/lookup$/, ["update"]],
  [/^secret\/data\/profinaut\/./, ["create", "read", "update"]],
  [/^secret\/metadata\/profinaut\//, ["create", "read", "update", "list"]],
  [/^secret\/(delete|undelete)\/profinaut\/./, ["update"]],
  [/^secret\/data\/profinaut-keys\/signing\/worker$/, ["read"]],
  [/^secret\/data\/profinaut-anchor\/head$/, ["create", "update"]],
  [/^secret\/data\/profinaut-anchor\/requests\/./, ["create"]],
  [/^profinaut-pending\/data\/./, ["read"]],
  [/^profinaut-pending\/metadata\//, ["read", "list", "delete"]],
  [/^sys\/wrapping\/unwrap$/, ["update"]],
  [/^sys\/audit-hash\/file$/, ["update"]],
  [/^sys\/mounts\/auth\/approle$/, ["read"]],
  [/^sys\/locked-users$/, ["read"]],
  [/^sys\/locked-users\/[^/]+\/unlock\/[^/]+$/, ["update"]],
  [/^identity\/lookup\/entity$/, ["update"]],
  [/^(secret|profinaut-pending)\/config$/, ["read"]],
  [new RegExp(`^sys/policies/acl/${platformRole}$`), ["read"]],
  [new RegExp(`^auth/approle/role/${platformRole}/secret-id$`), ["create", "update"]],
  [new RegExp(`^auth/approle/role/${platformRole}/secret-id(/lookup|-accessor/destroy)$`), ["update"]],
];

const auditor: readonly Row[] = [
  [/^auth\/token\/lookup-self$/, ["read"]],
  [/^secret\/data\/profinaut-keys\/public\/decisions$/, ["read"]],
  [/^sys\/audit-hash\/file$/, ["update"]],
];

/** Rows by AppRole, or by the policy of a token that no AppRole gets; whatever no row grants is denied. */
const table: ReadonlyMap<string, readonly Row[]> = new Map([
  ...["", "staging/"].flatMap((base) => {
    const prefix = base === "" ? "profinaut-" : "profinaut-staging-";
    return [
      [`${prefix}admin`, admin(base)] as const,
      [`${prefix}readonly`, readonly(base)] as const,
      ...["db", "kafka", "release"].map((name) => [`${prefix}${name}`, consumer(base, name)] as const),
    ];
  }),
  ["profinaut-bot-ingress", ingress],
  ["profinaut-bot-worker", worker],
  ["profinaut-bot", [...ingress, ...worker]],
  ["profinaut-audit", auditor],
]);

/** Those of the table that are policies without an AppRole. */
export const loosePolicies: readonly string[] = ["profinaut-audit"];

export const roles: readonly string[] = [...table.keys()];

/** In the order of `capabilities`. */
export function granted(role: string, path: string): readonly Capability[] {
  const may = new Set((table.get(role) ?? []).flatMap(([paths, given]) => (paths.test(path) ? given : [])));
  return capabilities.filter((capability) => may.has(capability));
}

/** Whether the bot must ask for a wrapped answer there, and what it reads is never seen by it. */
export const isWrappedForBot = (path: string): boolean =>
  /^secret\/data\/profinaut\//.test(path) && !/^secret\/data\/profinaut\/(staging\/)?(binance|bybit)(\/|$)/.test(path);

/** Values that are really there. */
export const entries: readonly string[] = ["", "staging/"].flatMap((base) =>
  ["db", "db/primary", "kafka", "kafka/brokers", "release", "binance", "binance/key1", "bybit", "bybit/key2", "free/form"].map(
    (name) => `${base}${name}`,
  ),
);

const appRoles = [...roles, "profinaut-old", "somebody-elses"];

/** Everything that is asked about, for each AppRole. */
export const paths: readonly string[] = [
  ...entries.flatMap((entry) =>
    ["data", "metadata", "delete", "undelete", "destroy", "subkeys"].map((kind) => `secret/${kind}/profinaut/${entry}`),
  ),
  ...["profinaut/", "profinaut/staging/", "profinaut/db/", "profinaut-keys/", ""].map((folder) => `secret/metadata/${folder}`),
  ...["profinaut", "profinaut-pending/req_1", "profinauts/db", "profinaut2/db", "other"].map((name) => `secret/data/${name}`),
  ...["data", "metadata", "delete", "undelete", "destroy"].flatMap((kind) =>
    ["signing", "public"].flatMap((half) =>
      ["decisions", "worker"].map((pair) => `secret/${kind}/profinaut-keys/${half}/${pair}`),
    ),
  ),
  ...["data", "metadata", "delete", "undelete", "destroy", "subkeys"].flatMap((kind) =>
    ["head", "requests/req_1"].map((name) => `secret/${kind}/profinaut-anchor/${name}`),
  ),
  ...["data", "metadata", "delete", "undelete", "destroy", "subkeys"].map((kind) => `profinaut-pending/${kind}/req_1`),
  ...["profinaut-pending/metadata/", "profinaut-pending/config", "secret/config"],
  ...appRoles.flatMap((role) =>
    [
      "",
      "/role-id",
      "/secret-id",
      "/secret-id/",
      "/secret-id/lookup",
      "/secret-id/destroy",
      "/secret-id-accessor/lookup",
      "/secret-id-accessor/destroy",
      "/custom-secret-id",
      "/policies",
      "/secret-id-ttl",
      "/token-bound-cidrs",
    ].map((rest) => `auth/approle/role/${role}${rest}`),
  ),
  ...["auth/approle/role/", "auth/approle/tidy/secret-id", "auth/userpass/users/eve"],
  ...[
    ...["create", "create-orphan", "create/any", "lookup", "lookup-self", "lookup-accessor", "renew", "renew-self"],
    ...["renew-accessor", "revoke", "revoke-self", "revoke-orphan", "revoke-accessor", "accessors/", "roles/any", "tidy"],
  ].map((rest) => `auth/token/${rest}`),
  ...[
    ...[
      "policies/acl/",
      "policies/acl/profinaut-db",
      "policies/acl/profinaut-staging-db",
      "policies/acl/profinaut-bot-worker",
      "policies/acl/root",
      "policy/profinaut-db",
    ],
    ...[
      "mounts",
      "mounts/secret",
      "mounts/secret/tune",
      "mounts/new",
      "mounts/auth/approle",
      "mounts/auth/approle/tune",
      "remount",
      "auth",
      "auth/approle",
    ],
    ...[
      "auth/approle/tune",
      "auth/new",
      "audit",
      "audit/file",
      "audit-hash/file",
      "audit-hash/other",
      "seal",
      "rotate",
      "step-down",
      "raw/core/mounts",
    ],
    ...["capabilities", "capabilities-self", "capabilities-accessor", "wrapping/lookup", "wrapping/unwrap", "wrapping/wrap"],
    ...[
      "wrapping/rewrap",
      "leases/lookup",
      "leases/revoke",
      "leases/revoke-prefix/auth",
      "leases/revoke-force/auth",
      "locked-users",
    ],
    ...["locked-users/any/unlock/any", "plugins/catalog/", "quotas/config", "config/cors", "config/auditing/request-headers/x"],
    ...[
      "generate-root/attempt",
      "rekey/init",
      "replication/status",
      "storage/raft/snapshot",
      "internal/counters/activity",
      "pprof/",
    ],
  ].map((rest) => `sys/${rest}`),
  ...[
    "identity/entity",
    "identity/lookup/entity",
    "identity/lookup/group",
    "identity/group",
    "cubbyhole/any",
    "kv/data/any",
    "transit/keys/any",
  ],
];
