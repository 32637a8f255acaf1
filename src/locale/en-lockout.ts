import type { Section } from "./locale.ts";

/** In English: AppRoles that Vault locked out, and ending that. */
export const enLockout: Section<"lockout" | "login" | "unlock"> = {
  "lockout.cause": (p, f) =>
    `Most likely it is whoever uses ${p.which}, at ${f.codes(p.addresses)}: stop it or give it the new one.`,
  "lockout.cause-unknown": (p, f) =>
    `Most likely something still logs in with a SecretID that was retired. It comes from ${f.codes(p.destinations)}: look there for what began before the last rotation, and stop it or give it the new one.`,
  "lockout.limits": () =>
    "Vault clears its list every 15 minutes: a lockout that ended by itself may be said for that long. With another user lockout than on the AppRole mount, nothing is seen.",
  "lockout.locked": (p, f) =>
    `Vault has locked out ${f.code(p.role)}: it refuses every login with its RoleID (ends in ${f.code(p.ending)}), also with the right SecretID.`,
  "lockout.locked-unnamed": (p, f) =>
    `Vault has locked out an AppRole whose RoleID ends in ${f.code(p.ending)}; nobody ever logged in with it, so its name is not known here.`,
  "lockout.mend": (p, f) =>
    `${p.cause} Then press the button or type ${f.code(`/profinaut unlock ${p.role}`)}; somebody else has to approve. A lockout also ends by itself.`,
  "lockout.mend-by-hand": (_, f) =>
    `Stop what logs in with a wrong SecretID. This bot does not rotate the role, so it does not unlock it either: a lockout ends by itself, or somebody with rights of their own ends it at ${f.command("sys/locked-users/<accessor of the mount>/unlock/<RoleID>")}.`,
  "lockout.reason": () => "locked out after bad logins",
  "lockout.title": () => "No AppRole is locked out",
  "lockout.unlock-button": (p) => `Unlock ${p.role}`,
  "lockout.why": () => "Every service that uses this role stops as soon as its token runs out.",
  "login.by-hand": () => "a SecretID that was issued by hand and has ended",
  "login.in-use": (p, f) =>
    `the SecretID of ${f.code(p.request)} (generation ${p.generation}), which is in use: it may be bound to other addresses, or used up`,
  "login.limits": () =>
    "Needs `vault.auditLog` in `profinaut.yml`. Of a SecretID that never logged in while the log was read, nobody knows whose it was.",
  "login.log-unreadable": (p, f) =>
    `Vault's log at ${f.code(p.path)} cannot be read (${p.reason}). Let the bot's user read it, or take \`vault.auditLog\` out of \`profinaut.yml\`.`,
  "login.mend": (p, f) =>
    `Look for what runs at ${f.codes(p.addresses)} and stop it, or give it the new SecretID: it is at ${f.codes(p.destinations)}, and a job that is run again reads it. Behind a proxy, the address is the proxy's. An hour without such a login ends this.`,
  "login.mend-by-hand": (p, f) =>
    `Look for what runs at ${f.codes(p.addresses)} and stop it, or give it a SecretID that works. Behind a proxy, the address is the proxy's. An hour without such a login ends this.`,
  "login.refused": (p, f) =>
    `Somebody tries to log in as ${f.code(p.role)} with ${p.which}: ${f.count(p.count, "time", "times")} since ${f.time(p.sinceMs)}, from ${f.codes(p.addresses)}.`,
  "login.refused-why": () =>
    "It stops as soon as its token runs out; and where user lockout is on, it locks the role for everybody else.",
  "login.retired": (p, f) => `the retired SecretID of ${f.code(p.request)} (generation ${p.generation})`,
  "login.title": () => "Nobody tries a SecretID that has ended",
  "login.unknown": () => "a SecretID that never logged in while the log was read",
  "login.unknown-since": (p, f) =>
    `a SecretID that has not logged in since ${f.time(p.sinceMs)}, when Vault's audit device was made anew: which one it was before cannot be told`,
  "unlock.done": (p, f) => `${f.code(p.role)} is not locked out any more: whoever has the right SecretID logs in again.`,
  "unlock.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut unlock <role> [reason]")}.`,
  "unlock.impact": (p, f) =>
    `Nothing stops. Bad logins of ${f.code(p.role)} begin counting again: if what uses the old SecretID still runs, Vault locks it out again. Stop that first.`,
  "unlock.label.destinations": () => "SecretID is delivered to",
  "unlock.label.locked": () => "Locked out",
  "unlock.label.runs": () => "May hold the old one",
  "unlock.label.suspect": () => "Probably caused by",
  "unlock.may-not": (p, f) =>
    `The bot may not end a lockout of ${f.code(p.role)} yet: it lacks ${f.codes(p.missing)}. Nothing was done. Run ${f.code("profinaut bootstrap")}.`,
  "unlock.not-locked": (p, f) =>
    `${f.code(p.role)} is not locked out, so there is nothing to do and nobody was asked. If its logins fail, look at ${f.code(`/profinaut role ${p.role}`)} and give the consumer the newest SecretID.`,
  "unlock.role-missing": (_, f) =>
    `Which role? Nothing was done. Type ${f.command("/profinaut unlock <role>")}; ${f.command("/profinaut roles")} lists them.`,
  "unlock.step.unlock": (p, f) => `End the lockout of ${f.code(p.role)} (RoleID ends in ${f.codes(p.endings)})`,
  "unlock.summary": () => "End the lockout of a role after failed logins",
  "unlock.title": (p, f) => `Unlock ${f.code(p.role)}`,
  "unlock.value.locked": (p, f) => `RoleID that ends in ${f.codes(p.endings)}: every login is refused, also good ones`,
  "unlock.value.names": (p, f) => f.codes(p.names),
  "unlock.value.runs-unseen": () => "⚠️ not known: GitHub did not show the repository's runs",
  "unlock.value.suspect": (p, f) =>
    `${p.which}: refused ${f.count(p.count, "time", "times")} since ${f.time(p.sinceMs)}, from ${f.codes(p.addresses)}`,
  "unlock.value.suspect-none": () => "not known: Vault's log tells nothing of it, or is not read by the bot",
};
