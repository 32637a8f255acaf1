import type { Section } from "./locale.ts";

/** In English: what `profinaut exec` says to whoever starts a program with it. */
export const enExec: Section<"exec"> = {
  "exec.bad-env": (p) => `--env number ${p.position} must be NAME=path#field, such as DB_PASSWORD=db/credentials#password.`,
  "exec.bad-name": (p) =>
    `--env number ${p.position}: a variable's name has letters, digits and underscores, and no digit first.`,
  "exec.bad-path": (p) =>
    `${p.name}: its path is what follows the base, such as db/credentials: small letters, digits, . _ and -, at most five parts.`,
  "exec.bad-place": () => "--kv-mount, --kv-base and --approle-mount take small letters, digits, . _ and -, such as secret.",
  "exec.bad-role": () => "--role takes the name of an AppRole, such as profinaut-db.",
  "exec.busy": () => "Vault asked us to slow down; nothing was started. Wait a minute and try again.",
  "exec.command-not-executable": (p, f) => `${f.code(p.command)} cannot be executed (${p.reason}).`,
  "exec.command-not-found": (p, f) => `${f.code(p.command)}: there is no such command.`,
  "exec.denied": (p, f) =>
    `Vault does not let the AppRole ${f.code(p.role)} read ${f.code(p.path)}; nothing was started. Check the path, or use the role it belongs to.`,
  "exec.failed": (p, f) =>
    `Vault's answer to ${f.code(p.path)} was not what it documents (status ${p.status || "unknown"}); nothing was started. Is VAULT_ADDR a Vault, and are the mounts right?`,
  "exec.locked": (p, f) =>
    `Vault does not let the AppRole ${f.code(p.role)} log in now: after five refused logins it locks a RoleID, by default for 15 minutes. It was not tried again. See vault read sys/locked-users.`,
  "exec.login-refused": (p, f) =>
    `Vault refused the login of the AppRole ${f.code(p.role)}: the RoleID or SecretID is wrong, expired, used up, or not for this address. It was not tried again: five refusals can lock the RoleID. Get a new SecretID.`,
  "exec.no-entry": (p, f) => `${p.name}: there is no value at ${f.code(p.path)}, or it was deleted; nothing was started.`,
  "exec.no-field": (p, f) => `${p.name}: the value at ${f.code(p.path)} has no field ${f.code(p.field)}; nothing was started.`,
  "exec.not-text": (p, f) =>
    `${p.name}: ${f.code(p.field)} of ${f.code(p.path)} is a list, an object, null, or a number that cannot be read exactly, and no text; nothing was started. Write it as a text in quotes.`,
  "exec.nul": (p, f) =>
    `${p.name}: ${f.code(p.field)} of ${f.code(p.path)} holds a NUL character, which no environment can carry; nothing was started.`,
  "exec.other-role": (p, f) =>
    `The credential belongs to the AppRole ${f.code(p.found)}, not to ${f.code(p.asked)}; nothing was read or started.`,
  "exec.risky-name": (p) =>
    `${p.name} changes how programs run, so a value from Vault does not set it. If you mean it: --allow ${p.name}`,
  "exec.sealed": () => "Vault is sealed; nothing was started. Unseal it (vault operator unseal) and try again.",
  "exec.token-left": (p, f) => `The token of the AppRole ${f.code(p.role)} could not be revoked: it lives until Vault ends it.`,
  "exec.token-set": (p) =>
    `VAULT_TOKEN is set, and ${p.roleId} with ${p.secretId} are not: exec logs in as an AppRole and never uses a token, which may be a root token. Set those two.`,
  "exec.twice": (p) => `${p.name} is given twice; keep one.`,
  "exec.two-secret-ids": (p) => `${p.secretId} and ${p.wrapped} are both set; keep one.`,
  "exec.unreachable": (p) =>
    `Vault cannot be reached at ${p.address} (${p.reason}); nothing was started. Check VAULT_ADDR and the network.`,
  "exec.untrusted": (p) =>
    `The certificate at ${p.address} cannot be trusted (${p.reason}); nothing was sent. Name the authority's PEM file in VAULT_CACERT.`,
  "exec.wrap-foreign": (p, f) =>
    `The wrapping token wraps no SecretID of this AppRole (it was made at ${f.code(p.creationPath)}) and was not opened. Somebody may have put it in place of the right one: report it.`,
  "exec.wrap-gone": () =>
    "The wrapping token was opened already, has expired, or never existed. If nobody of yours opened it, somebody else holds the SecretID: have it destroyed and get a new one.",
};
