import type { Section } from "./locale.ts";

/** In English: what `profinaut audit diff` says of what Vault did past the bot. */
export const enAuditDiff: Section<"audit-diff"> = {
  "audit-diff.act.audit-changed": (p) => `the audit device ${p.target} was changed`,
  "audit-diff.act.auth-changed": (p) => `the auth method ${p.target} was changed`,
  "audit-diff.act.identity-changed": (p) => `an identity was changed: ${p.target}`,
  "audit-diff.act.mount-changed": (p) => `the mount ${p.target} was changed`,
  "audit-diff.act.other-changed": (p) => `something outside of the platform was changed: ${p.target}`,
  "audit-diff.act.policy-changed": (p) => `the policy ${p.target} was written`,
  "audit-diff.act.role-changed": (p) => `the AppRole ${p.target} was changed`,
  "audit-diff.act.role-id-read": (p) => `the RoleID of ${p.target} was read`,
  "audit-diff.act.secret-id-destroyed": (p) => `a SecretID of ${p.target} was destroyed`,
  "audit-diff.act.secret-id-issued": (p) => `a SecretID of ${p.target} was issued`,
  "audit-diff.act.secret-id-looked-up": (p) => `a SecretID of ${p.target} was looked up`,
  "audit-diff.act.signing-key-read": () => "the key that signs decisions was read",
  "audit-diff.act.anchor-changed": (p) => `what the bot keeps of its audit log was written: ${p.target}`,
  "audit-diff.act.signing-keys-changed": () => "the keys of the bot were written",
  "audit-diff.act.lockout-ended": (p) => `the lockout of the RoleID ${p.target} was ended`,
  "audit-diff.act.system-changed": (p) => `a system setting was changed: ${p.target}`,
  "audit-diff.act.token-made": (p) => `a token with the policies ${p.target} was made`,
  "audit-diff.act.value-deleted": (p) => `the value ${p.target} was deleted`,
  "audit-diff.act.value-described": (p) => `what is noted about the value ${p.target} was changed`,
  "audit-diff.act.value-read": (p) => `the value ${p.target} was read`,
  "audit-diff.act.value-written": (p) => `the value ${p.target} was written`,
  "audit-diff.act.waiting-put": (p) => `a value that waits for approval was put there: ${p.target}`,
  "audit-diff.act.waiting-read": (p) => `a value that waits for approval was read: ${p.target}`,
  "audit-diff.act.waiting-removed": (p) => `a value that waits for approval was removed: ${p.target}`,
  "audit-diff.after-trail": (p, f) =>
    `${f.count(p.count, "request is", "requests are")} newer than the export and not compared. Export again, or give --until.`,
  "audit-diff.bad-lines": (p, f) =>
    `${p.path}: ${f.count(p.count, "line", "lines")} could not be read, the first one is line ${p.first}. What they say was not compared, so this ends with 2: look at them yourself.`,
  "audit-diff.bad-skew": () => "--clock-skew takes a duration up to 10m, such as 5s. Nothing was compared.",
  "audit-diff.bad-time": (p) =>
    `${p.option} takes a day such as 2026-11-26, an instant with its zone such as 2026-11-26T09:00Z, or how long ago, such as 24h; not ${p.given}. Nothing was compared.`,
  "audit-diff.because.no-request": () =>
    "it was done with the bot's own login, and no approved request for it was running. The bot's SecretID or token may be in other hands: hand the bot a new login (profinaut bootstrap --hand-over) and destroy the old SecretIDs.",
  "audit-diff.because.past-the-bot": () => "it was done past the bot, so nobody was asked.",
  "audit-diff.because.platform-role": () => "it was done with the login of a service, past the bot.",
  "audit-diff.because.root": () => "it was done with a root token, past the bot. None should exist: vault token revoke.",
  "audit-diff.because.surplus": () =>
    "it was done with the bot's own login while a request ran, and is more than that request did or another SecretID than it names. The bot's SecretID or token may be in other hands: hand the bot a new login (profinaut bootstrap --hand-over) and destroy the old SecretIDs.",
  "audit-diff.bootstrap": (p, f) =>
    `Looks like profinaut bootstrap: ${f.count(p.count, "change", "changes")} of what vault/ declares and ${f.count(p.looks, "look", "looks")}, ${p.from} to ${p.to}, by ${f.list(p.names)}:`,
  "audit-diff.bootstrap-known": () =>
    "You say that it ran, so this counts as explained. What was written is not in the log in clear: profinaut bootstrap --check compares what Vault has now.",
  "audit-diff.bootstrap-line": (p) => `${p.act}`,
  "audit-diff.bootstrap-looks": (p, f) => `A root token was used for ${f.count(p.looks, "look", "looks")}, and changed nothing.`,
  "audit-diff.bootstrap-open": () =>
    "Nothing proves that it was. If somebody of yours ran it then, say --bootstrap-ran; if not, whoever did this can do anything.",
  "audit-diff.bot-login": (p, f) => `${p.who}: ${f.count(p.count, "login", "logins")}`,
  "audit-diff.bot-looks": (p, f) =>
    `The bot by itself: ${f.count(p.count, "look", "looks")} and logins, and ${f.count(p.probes, "read", "reads")} of exchange keys, about which it asks the exchanges. A read by somebody with its login would look the same.`,
  "audit-diff.compared": (p, f) =>
    `Vault's log: ${f.count(p.records, "line", "lines")}, ${p.from} to ${p.to}. The trail: ${f.count(p.entries, "entry", "entries")} of ${f.count(p.requests, "request", "requests")}.`,
  "audit-diff.denied": (p, f) =>
    `Vault denied ${f.count(p.count, "request", "requests")} of ${p.who}; nothing was done by them. From the bot's own login that is a warning.`,
  "audit-diff.do": (p) => `do:  ${p.advice}`,
  "audit-diff.do.audit-device": () =>
    "find out what was done while Vault wrote no log; profinaut bootstrap --check, and put the device back.",
  "audit-diff.do.anchor": () =>
    "ask who wrote it: with it an older Redis could be taken for the newest. Versions: vault kv metadata get.",
  "audit-diff.do.deleted": (p) =>
    `ask who deleted it; vault kv undelete brings a version back, /profinaut register ${p.target} writes it anew.`,
  "audit-diff.do.destroyed": (p) => `whoever used it cannot log in: /profinaut rotate ${p.target}`,
  "audit-diff.do.destroyed-by-hand": (p) =>
    `whoever used it cannot log in. profinaut.yml has no roles.${p.target}, so the bot cannot rotate it: add it there, or issue a new SecretID by hand.`,
  "audit-diff.do.issued-by-hand": (p) =>
    `it is a way in. profinaut.yml has no roles.${p.target}, so the bot cannot rotate it: add it there, or list and destroy it by hand (vault list auth/approle/role/${p.target}/secret-id).`,
  "audit-diff.do.issued": (p) =>
    `it is a way in. /profinaut role ${p.target} shows it as foreign, /profinaut clean-up ${p.target} ends it; /profinaut rotate ${p.target} --leaked replaces all.`,
  "audit-diff.do.issued-own": (p) =>
    `it is a way in as the bot itself, which cannot rotate its own: list and destroy it by hand (vault list auth/approle/role/${p.target}/secret-id), or hand over a new one with profinaut bootstrap --hand-over and destroy all others.`,
  "audit-diff.do.destroyed-own": () =>
    "the bot stops when its token ends: profinaut bootstrap --hand-over, and give it the new SecretID.",
  "audit-diff.do.keys": () =>
    "treat the key as known: profinaut bootstrap --new-signing-keys, and look at what was approved since.",
  "audit-diff.do.looked": () => "find out who did it, and take that right away.",
  "audit-diff.do.read": (p) => `treat the value as known: replace it where it counts, then /profinaut register ${p.target}`,
  "audit-diff.do.rights": () => "find out who did it; profinaut bootstrap --check shows what is not as declared.",
  "audit-diff.do.token": () => "find out whose it is; if nobody's, vault token revoke -accessor.",
  "audit-diff.do.waiting": () => "deny the request it belongs to, and treat the value as known.",
  "audit-diff.do.written": (p) =>
    `ask who wrote it; vault kv metadata get shows the versions, /profinaut register ${p.target} puts it right with approval.`,
  "audit-diff.clock": (p) =>
    `Vault's clock was ${p.off} the trail's, as the bot measured it from ${p.from} to ${p.to}; that is allowed for.`,
  "audit-diff.exact": () => "SecretIDs were compared by accessor.",
  "audit-diff.explained": (p, f) =>
    `Explained: ${f.count(p.acts, "act", "acts")} by ${f.count(p.requests, "approved request", "approved requests")}${p.swept > 0 ? `, and ${f.count(p.swept, "leftover", "leftovers")} that the bot destroyed` : ""}.`,
  "audit-diff.export-is-part": (p) =>
    `The export is a part of the trail, so it cannot explain what is older. Say --since ${p.since}, or export the whole trail.`,
  "audit-diff.finding": (p) => `${p.number}. ${p.at}  ${p.act}  (${p.operation} ${p.path})`,
  "audit-diff.found": (p, f) => `UNEXPLAINED: ${f.count(p.count, "act", "acts")} that no approved request explains.`,
  "audit-diff.future": (p) => `${p.option} ${p.given} is in the future. Give a time that has been; nothing was compared.`,
  "audit-diff.half-line": (p) => `${p.path}: the last line is not whole yet, as when Vault is just writing it; it was left out.`,
  "audit-diff.hashes-differ": (p) =>
    `None of the SecretIDs in this log is one that the trail names, by the hashes of the audit device ${p.device}: another device wrote it, or the device was made anew since. Name it with --device, or leave out --ask-vault. Nothing was compared.`,
  "audit-diff.input-twice": () => "Only one file can be the input (-). Nothing was compared.",
  "audit-diff.more": (p, f) => `… and ${f.count(p.count, "more", "more")}. Ask for less with --since and --until.`,
  "audit-diff.no-device": (p) =>
    `Vault has no audit device ${p.device}. Name the one that wrote the log with --device: vault audit list. Nothing was compared.`,
  "audit-diff.no-span": () => "--since must be before --until. Nothing was compared.",
  "audit-diff.not-a-log": () =>
    "Nothing in it is a line of an audit device in its JSON format. Give the file of a file audit device (vault audit list -detailed shows its path). Nothing was compared.",
  "audit-diff.not-exact": () =>
    "SecretIDs were compared by time and number alone: one issued in the place of another while a request ran is not seen. --ask-vault compares them by accessor.",
  "audit-diff.not-this-vault": (p) =>
    `No line of it is about ${p.kvMount}/ or auth/${p.approleMount}/. Is it the log of this Vault, and does profinaut.yml (PROFINAUT_CONFIG) name the right mounts? Nothing was compared.`,
  "audit-diff.nothing": () => "Nothing that no approved request explains.",
  "audit-diff.other-namespace": (p, f) =>
    `${f.count(p.count, "line is", "lines are")} of other namespaces and was not compared; VAULT_NAMESPACE says which is compared.`,
  "audit-diff.other-salt": (p, f) =>
    `But ${f.count(p.count, "act", "acts")} of the bot from ${p.from} to ${p.to} stand there by another salt, as before an audit device is made anew: these were compared by time and number alone.`,
  "audit-diff.outside": (p, f) => `${f.count(p.count, "line is", "lines are")} outside of the time asked for.`,
  "audit-diff.proves-not": () =>
    "It does not prove: anything about lines that were taken out of the log, about values (they are not in it in clear), or that what a person approved was right.",
  "audit-diff.trail-broken": (p) =>
    `The trail is not intact, so it explains nothing: ${p.because} Nothing was compared; profinaut audit verify says more.`,
  "audit-diff.unanswered": () => "Vault's answer is not in the log, so it may have been done or not.",
  "audit-diff.value-reads": (p, f) => `${p.role} read values: ${f.count(p.count, "time", "times")}, as vault/ lets it.`,
  "audit-diff.who": (p, f) =>
    `who: ${p.name}, policies ${f.list(p.policies)}, entity ${p.entity || "none"}, from ${p.address || "unknown"}`,
  "audit-diff.why": (p) => `why: ${p.because}`,
};
