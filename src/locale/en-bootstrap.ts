import type { Section } from "./locale.ts";

/** In English: what `profinaut bootstrap` says to the person at the terminal. */
export const enBootstrap: Section<"bootstrap"> = {
  "bootstrap.advice.approle-mount": (p) =>
    `Another auth method is mounted at auth/${p.name}/. Name another mount as vault.approleMount in profinaut.yml, or move that one: vault auth move.`,
  "bootstrap.advice.audit-device": (p) =>
    `Vault cannot move an audit device. Write what it has into vault/roles.yml, or name another device there; or disable this one if you may lose the link to its old entries: vault audit disable ${p.name}`,
  "bootstrap.advice.kv-mount": (p) =>
    `This is no KV of version 2. Name another mount as vault.kvMount in profinaut.yml, or, if it is a KV of version 1: vault kv enable-versioning ${p.name}/`,
  "bootstrap.as-declared": (p) => `As declared, left alone (${p.count}):`,
  "bootstrap.audit-refused": (p, f) =>
    `Vault did not take the audit device at ${f.code(p.path)}: its own user must be able to write there. Make the folder, or declare another path (or stdout) under audit in vault/roles.yml. Then run this again.`,
  "bootstrap.busy": () => "Vault asked us to slow down. Wait a minute and run this again: it goes on from where it is.",
  "bootstrap.complete": (p, f) => `Done: ${f.count(p.count, "thing", "things")} made, looked at again, and as declared.`,
  "bootstrap.conflicts": () => "What is marked with ! has to be settled by hand first; nothing was changed.",
  "bootstrap.connected": (p) => `Vault ${p.version} at ${p.address}`,
  "bootstrap.declined": () => "Nothing was changed.",
  "bootstrap.denied": (p, f) =>
    `Vault does not allow this token ${f.code(p.path)}. Use a root token (vault operator generate-root), or one whose policies allow it, in VAULT_TOKEN; then run this again.`,
  "bootstrap.drift": (p, f) =>
    `${f.count(p.count, "thing differs", "things differ")} from what is declared; nothing was changed. Run it without --check to mend that.`,
  "bootstrap.failed": (p, f) =>
    `Vault's answer to ${f.code(p.path)} was not what it documents (status ${p.status || "200"}). Look at Vault's log, then run this again: it goes on from where it is.`,
  "bootstrap.file-refused": (p, f) =>
    `${f.code(p.path)} cannot be created: is it there already? Nothing was issued. Remove it or name another folder with --to.`,
  "bootstrap.foreign": (p) => `Foreign: named like ours and not declared, never touched (${p.count}):`,
  "bootstrap.hand-over-needs-folder": () =>
    "There is no terminal to show a wrapping token on; nothing was changed. Name a folder for its file: --to <folder>",
  "bootstrap.handed-over": (p) => `${p.role}: VAULT_ROLE_ID=${p.roleId}`,
  "bootstrap.in-conflict": (p) => `In the way (${p.count}):`,
  "bootstrap.interrupted": (p) =>
    `Stopped after ${p.done} of ${p.count}. What is made stays; run this again and it goes on from there.`,
  "bootstrap.keys-changed": () => "Somebody else made signing keys at the same time. Run this again: it looks first.",
  "bootstrap.keys-renewed": () =>
    "New keys sign decisions from now on, everywhere within a minute. What was signed before stays verifiable.",
  "bootstrap.keys-unreadable": (p, f) =>
    `What is at ${f.code(p.path)} is not what the bot wrote there, and new keys would replace it. Look at its versions: vault kv metadata get.`,
  "bootstrap.line": (p) => p.line,
  "bootstrap.lost-answer": (p, f) =>
    `Vault did not confirm ${f.code(p.path)}: it may or may not have happened. Run this again: it looks first.`,
  "bootstrap.white-space": () => "only spaces, empty lines or line ends differ",
  "bootstrap.more-lines": (p, f) => `… and ${f.count(p.count, "more line", "more lines")}`,
  "bootstrap.mount-not-ready": (p, f) =>
    `The new mount ${f.code(p.mount)} is still preparing itself. Run this again in a minute: it goes on from where it is.`,
  "bootstrap.new-setting": (p) => `${p.setting}: not set → ${p.to}`,
  "bootstrap.no-drift": () => "Vault is as declared.",
  "bootstrap.no-root-tokens": () => "No other root token is alive.",
  "bootstrap.root-tokens": (p, f) =>
    `${f.count(p.count, "other root token is", "other root tokens are")} alive, and may do everything. Find each by vault list auth/token/accessors and vault token lookup -accessor, and end it: vault token revoke -accessor`,
  "bootstrap.root-tokens-unseen": () =>
    "Whether a root token is alive cannot be seen with this token; one of the policy profinaut-check can.",
  "bootstrap.not-interactive": () =>
    "There is no terminal to ask on, so nothing was changed. Read the plan above, then run it with --yes.",
  "bootstrap.not-root": () =>
    "VAULT_TOKEN is no root token, so --revoke-root has nothing to revoke. Nothing was changed; leave it out.",
  "bootstrap.nothing": () => "Vault is as declared; nothing to change.",
  "bootstrap.open-file": (p) =>
    `  its SecretID, once and within an hour: VAULT_TOKEN=$(cat ${p.path}) vault unwrap -field=secret_id`,
  "bootstrap.open-shown": () =>
    "  its SecretID, once and within an hour: VAULT_TOKEN=<the token below> vault unwrap -field=secret_id",
  "bootstrap.places": (p) => `Values at ${p.values}, waiting ones at ${p.waiting}, AppRoles at ${p.appRoles} (from ${p.from})`,
  "bootstrap.placeholder-unknown": (p, f) =>
    `vault/policies/${p.file}: nothing fills in ${f.code(p.placeholder)}. Correct its name.`,
  "bootstrap.policy-refused": (p, f) =>
    `Vault does not accept the policy ${f.code(p.policy)}: its HCL has a mistake. Mend the file in vault/policies and run this again.`,
  "bootstrap.question": (p) => `Apply this to ${p.address}?`,
  "bootstrap.revoke-it": () =>
    "This was a root token. Revoke it when you need it no more: vault token revoke -self (or use --revoke-root).",
  "bootstrap.revoked": () => "The root token is revoked.",
  "bootstrap.role-refused": (p, f) =>
    `Vault does not accept the settings of the AppRole ${f.code(p.role)}. Mend them in vault/roles.yml and run this again.`,
  "bootstrap.sealed": () => "Vault is sealed; nothing was changed. Unseal it (vault operator unseal) and run this again.",
  "bootstrap.setting": (p) => `${p.setting}: ${p.from} → ${p.to}`,
  "bootstrap.still-different": (p, f) =>
    `${f.count(p.count, "thing is", "things are")} not as declared although Vault took the write. Somebody else may be changing it; run this with --check.`,
  "bootstrap.to-change": (p) => `To change (${p.count}):`,
  "bootstrap.to-create": (p) => `To create (${p.count}):`,
  "bootstrap.token-refused": () =>
    "Vault does not accept VAULT_TOKEN: it is wrong, revoked or expired. A new root token: vault operator generate-root",
  "bootstrap.unexpected": (p) =>
    `This is a mistake of the command itself (${p.kind}). What is made stays; run it again, and report it if it stays.`,
  "bootstrap.unreachable": (p, f) =>
    `Vault cannot be reached at ${p.address} (${f.code(p.reason)}). Check VAULT_ADDR, and that Vault runs.`,
  "bootstrap.untrusted": (p, f) =>
    `The certificate of ${p.address} cannot be trusted (${f.code(p.reason)}); nothing was sent. Name its authority's PEM file in VAULT_CACERT.`,
  "bootstrap.what.app-role": (p) => `AppRole ${p.name}`,
  "bootstrap.what.approle-mount": (p) => `auth method ${p.name}`,
  "bootstrap.what.audit-device": (p) => `audit device ${p.name}`,
  "bootstrap.what.kv-mount": (p) => `mount ${p.name}`,
  "bootstrap.what.policy": (p) => `policy ${p.name}`,
  "bootstrap.what.signing-keys": (p) => `keys that sign and verify decisions at ${p.name}`,
  "bootstrap.will-hand-over": (p, f) =>
    `Then: issue a SecretID of the bot, response-wrapped for an hour (${f.list(p.identities)})`,
  "bootstrap.will-renew-keys": () => "Then: make new keys that sign decisions",
  "bootstrap.will-revoke": () => "Then: revoke the root token in VAULT_TOKEN",
  "bootstrap.with": (p) => `${p.what} (${p.settings.join("; ")})`,
};
