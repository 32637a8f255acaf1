import type { Section } from "./locale.ts";

/** In English: each thing that the Vault Secrets Check looks at, and the vulnerabilities it knows. */
export const enChecked: Section<"checked" | "advisory"> = {
  "advisory.axios-no-proxy": () => "Requests may take a proxy that NO_PROXY excludes.",
  "advisory.openpgp-verify": () => "A manipulated message can pass for one that was signed.",
  "advisory.redis-july-2026": () => "Who may send commands to Redis may be able to run code on its host.",
  "advisory.redis-lua": () => "Who may run Lua scripts in Redis may be able to run code on its host.",
  "advisory.vault-accessor-across-roles": () =>
    "Who may destroy the SecretIDs of one AppRole by accessor can destroy those of another on the same mount.",
  "advisory.vault-kv-glob": () => "Who reaches KV v2 by a policy with a glob may delete values that the policy does not give.",
  "advisory.vault-metadata-slash": () =>
    "Where a policy is made from a SecretID's metadata, a slash in it reaches further than was meant. No policy of this project is made so.",
  "advisory.vault-root-generation": () =>
    "Anybody who reaches Vault can begin or cancel the making of a root token or of new unseal keys, and so keep its operators from it.",

  "checked.approvers.gone": (p, f) =>
    `${f.users(p.gone)}, named in ${f.code(p.where)}, may not approve any more. ${p.left === 1 ? "1 person is" : `${p.left} people are`} left, ${p.required} must approve.`,
  "checked.approvers.gone-why": () => "When the next one leaves, nothing may be left that can be approved.",
  "checked.approvers.mend": (p, f) => `Name others in ${f.code(p.where)} of \`profinaut.yml\` and start the bot again.`,
  "checked.approvers.title": () => "Enough people are left who may approve",
  "checked.approvers.too-few": (p, f) =>
    `What ${f.code(p.where)} is about can be approved by nobody: ${p.required} must approve and ${p.left === 1 ? "1 person is" : `${p.left} people are`} left.${p.gone.length === 0 ? "" : ` Not there any more: ${f.users(p.gone)}.`}`,
  "checked.approvers.too-few-why": () =>
    "Every request that needs them is refused, and the bot would not start again if it is the approval of everything.",
  "checked.channel.mend": () =>
    "Take the other organisation out of the channel, unarchive it, or invite the bot again; or configure another channel and start the bot again.",
  "checked.channel.title": () => "Cards may be shown in their channel",
  "checked.channel.why": () =>
    "Cards, digests and alarms are held back until it is mended; those who may approve have been told privately.",
  "checked.audit.off": () => "Vault's audit device is off.",
  "checked.audit.off-mend": () =>
    "`profinaut bootstrap` turns it on again. Then ask who turned it off: only a root token or `sudo` on `sys/audit` may.",
  "checked.audit.off-why": () => "What is done in Vault now is recorded nowhere, and can never be explained later.",
  "checked.audit.title": () => "Vault's audit device is on",
  "checked.declared.app-role": (p, f) => `The AppRole ${f.code(p.name)}`,
  "checked.declared.auth-mount": (p, f) => `The AppRole mount ${f.code(p.name)}`,
  "checked.declared.different": (p, f) => `${p.thing} is not as declared (in Vault ≠ declared): ${f.codes(p.settings)}.`,
  "checked.declared.mend": () =>
    "`profinaut bootstrap` shows the whole difference and, once you agree, brings Vault back. If it was meant, write it into `vault/`.",
  "checked.declared.missing": (p) => `${p.thing} is declared, and Vault does not have it.`,
  "checked.declared.mount": (p, f) => `The KV mount ${f.code(p.name)}`,
  "checked.declared.policy": (p, f) => `The policy ${f.code(p.name)}`,
  "checked.declared.policy-different": (p) => `${p.thing} is not as declared.`,
  "checked.declared.unseen": (p, f) => `Vault does not let the bot compare ${f.codes(p.things)} with what is declared.`,
  "checked.declared.unseen-why": () =>
    "Whether somebody changed it cannot be told. The bot's own policies in Vault are older than the bot, or were changed.",
  "checked.env.encrypted": (p, f) => `${f.codes(p.paths)} in ${f.code(p.repository)} are encrypted, as their names say.`,
  "checked.env.encrypted-mend": () =>
    "Make sure that no key (`.env.keys`, an age or gpg key) is tracked beside them. Values that Vault has need no copy in git.",
  "checked.env.encrypted-why": () =>
    "Whoever gets the key, today or in years, can read every version in the history; and nobody here has looked whether they are encrypted.",
  "checked.env.incomplete": (p, f) =>
    `Only the first ${p.count} files of ${f.code(p.repository)} could be listed; there are more.`,
  "checked.env.incomplete-mend": () => "In a clone: `git ls-files ':(icase)*.env*' ':(icase,glob)**/env.*'`.",
  "checked.env.incomplete-why": () => "An environment file among the rest would not be seen.",
  "checked.env.mend": (p, f) =>
    `Is it encrypted under its plain name (dotenvx, git-crypt, sops)? Then give it a name that says so, such as .env.enc. If not: change every value in it at once (\`rotate\`, \`register\`), \`git rm --cached\` ${f.code(p.path)}, and add it to .gitignore: what was pushed stays in the history and in every clone.`,
  "checked.env.mend-more": () =>
    "`git ls-files ':(icase)*.env*' ':(icase,glob)**/env.*'` names them. Change every value in them at once (`rotate`, `register`), then take them out of git.",
  "checked.env.more": (p, f) =>
    `${f.count(p.count, "more environment file is", "more environment files are")} tracked in ${f.code(p.repository)}.`,
  "checked.env.title": () => "No `.env` file is tracked in the platform's repository",
  "checked.env.tracked": (p, f) => `${f.code(p.path)} is tracked in ${f.code(p.repository)}.`,
  "checked.env.why": () => "Everybody who can read the repository can read what stands in it, today and in the history.",
  "checked.mounts.title": () => "The KV mounts and the AppRole mount are tuned as declared",
  "checked.mounts.why": () =>
    "Check-and-set keeps two writers from overwriting each other, and the longest lease is what Vault shortens every SecretID to without saying so.",
  "checked.rights.limits": () =>
    "The bot's own policies and AppRoles, the signing keys, and whatever else is named like ours, are compared by `profinaut bootstrap --check`.",
  "checked.rights.title": () => "Policies and AppRoles of the platform are as declared",
  "checked.rights.why": () => "Somebody may read or do more than was reviewed, or a service less than it needs.",
  "checked.root.being-made": () => "Somebody is making a root token from unseal keys right now.",
  "checked.root.being-made-mend": () =>
    "If nobody of you is: `vault operator generate-root -cancel`, and find out who has unseal keys. If one of you is: revoke the token when the work is done (`profinaut bootstrap --revoke-root`).",
  "checked.root.being-made-why": () => "A root token may do everything, and no second person is asked.",
  "checked.root.limits": () =>
    "whether a root token is alive takes a list of all tokens, which the bot may not have; `profinaut bootstrap --check` looks.",
  "checked.root.title": () => "Nobody is making a root token",
  "checked.secret-ids.by-hand": (p, f) =>
    `Add ${f.code(p.role)} to \`roles\` in profinaut.yml, so that \`rotate\` replaces it and destroys the old ones; or issue a new one by hand and end the old one by its accessor.`,
  "checked.secret-ids.limits": () =>
    "the SecretIDs of the bot's own AppRoles are not the bot's to list; with a token that may: `vault list auth/approle/role/profinaut-bot/secret-id`.",
  "checked.secret-ids.never": (p, f) =>
    `${f.code(p.role)} has ${f.count(p.count, "SecretID that never expires", "SecretIDs that never expire")}.`,
  "checked.secret-ids.never-why": () => "Whoever finds it in an old log or backup can log in with it for ever.",
  "checked.secret-ids.old": (p, f) =>
    `${f.code(p.role)} has ${f.count(p.count, "SecretID that is older than a year", "SecretIDs that are older than a year")}, the oldest ${f.duration(p.ageMs)}.`,
  "checked.secret-ids.old-why": () => "SecretIDs are renewed within a year, so that what leaked unnoticed ends by itself.",
  "checked.secret-ids.rotate": (p, f) =>
    `${f.command(`/profinaut rotate ${p.role}`)}: a new one is delivered, and all others end.`,
  "checked.secret-ids.rotate-label": (p) => `Rotate ${p.role}`,
  "checked.secret-ids.title": () => "Every SecretID is younger than a year and expires",
  "checked.secret-ids.unseen": (p, f) => `The SecretIDs of ${f.code(p.role)} cannot be looked at. ${p.because}`,
  "checked.secret-ids.unseen-mend": () => "`profinaut bootstrap --check` shows what Vault lacks; without `--check` it is added.",
  "checked.secret-ids.unseen-why": () => "One that never expires would not be seen, and the AppRole cannot be rotated either.",
  "checked.store.mend": (p, f) =>
    `In redis.conf, and at once with redis-cli: ${f.codes(p.settings)}. Then find out who changed it.`,
  "checked.store.title": () => "Redis keeps what it acknowledges",
  "checked.store.weak": (p, f) => `Redis lacks ${f.codes(p.settings)}.`,
  "checked.store.why": () =>
    "After a crash, or when its memory is full, approved requests and the newest entries of the trail may be lost.",
  "checked.versions.affected": (p, f) =>
    `${f.code(p.product)} ${f.code(p.version)} has published vulnerabilities: ${f.codes(p.ids)}.`,
  "checked.versions.limits": (p) =>
    `it knows ${p.count} advisories, those that came with this version of the bot, and asks nobody. A distribution may have mended one under the old number.`,
  "checked.versions.mend": (p, f) =>
    `Install ${f.code(p.product)} ${f.code(p.fixed)} or a later one. Published at ${f.codes(p.sources)}`,
  "checked.versions.no-list": () =>
    "npm's list of what is installed (node_modules/.package-lock.json) is missing, so the bot's own packages are not known. `npm ci` writes it.",
  "checked.versions.odd": (p, f) => `The version of ${f.code(p.product)} cannot be read: ${f.code(p.version)}.`,
  "checked.versions.odd-mend": (p, f) => `Compare it by hand with the advisories of ${f.code(p.product)}.`,
  "checked.versions.odd-why": () => "Whether a published vulnerability concerns it cannot be told.",
  "checked.versions.title": () => "No known vulnerability in Vault or Redis",
  "checked.versions.why": (p, f) =>
    p.more === 0 ? p.impact : `${p.impact} And ${f.count(p.more, "more", "more")}, as published.`,
};
