import type { Section } from "./locale.ts";

/** In English: what other systems refuse or fail at, and how each can be helped. */
export const enSystems: Section<"channel" | "directory" | "error" | "github" | "json" | "queue" | "redis" | "slack" | "vault"> = {
  "channel.held-back": (p) =>
    `🚨 No card is shown at present. ${p.because} Requests wait meanwhile; you can decide them on my Home tab. Everything is shown again within minutes once the channel is as it was.`,
  "channel.shared": (p, f) =>
    `The channel ${f.code(p.channel)} is shared with another organisation, so nothing is posted there. Configure a channel of your own workspace.`,
  "channel.unreachable": (p, f) =>
    `The bot cannot post in the channel ${f.code(p.channel)}. Check its id in \`profinaut.yml\`, that it is not archived, and invite the bot with \`/invite\`.`,

  "directory.bot": () => "Bots and workflows cannot use this bot; nothing was done. A person has to ask.",
  "directory.deactivated": () => "This Slack account is deactivated and cannot use this bot. Nothing was done.",
  "directory.group-unknown": (p, f) =>
    `Slack does not know the user group ${f.code(p.group)} that may approve. Nothing was changed; an administrator has to correct \`approval.approvers\` in \`profinaut.yml\`.`,
  "directory.groups-need-plan": (p, f) =>
    `User groups such as ${f.code(p.group)} need a paid Slack plan, so nobody can approve. Nothing was changed; an administrator has to list people under \`approval.approvers.users\` in \`profinaut.yml\`.`,
  "directory.guest": () => "Guests cannot use this bot; nothing was done. Ask a full member of the workspace.",
  "directory.other-workspace": () =>
    "Only members of the configured workspaces can use this bot; nothing was done. An administrator can add a workspace under `slack.teams` in `profinaut.yml`.",
  "directory.unknown": () => "Slack does not know this account, so it cannot use this bot. Nothing was done.",

  "error.unexpected": (p, f) =>
    `Something unexpected happened. The log has the details under ${f.code(p.reference)}; ${f.code("/profinaut show")} says how far the request is.`,

  "github.address-refused": (p, f) =>
    `The organisation of ${f.code(p.what)} lets only some addresses in, and this machine's is not among them. Nothing was changed; an owner has to add it (_Settings → Authentication security → IP allow list_).`,
  "github.app-refused": () =>
    "GitHub does not take `GITHUB_APP_PRIVATE_KEY` for the App `GITHUB_APP_ID`: the key is another App's or was deleted, or this machine's clock is wrong. Nothing was changed; an administrator has to make a new key on the App's page.",
  "github.archived": (p, f) =>
    `${f.code(p.what)} is archived, so nothing in it can be written. Nothing was changed; unarchive it, or take it out of the configuration.`,
  "github.branch-locked": (p, f) =>
    `A rule of ${f.code(p.what)} keeps everybody from making or moving the branch ${f.code(p.branch)}; nothing was done. Let the bot bypass it, or except this branch (_Settings → Rules_).`,
  "github.branch-moved": (p, f) =>
    `Somebody moved the branch ${f.code(p.branch)} of ${f.code(p.what)} meanwhile, or a rule keeps the bot from moving it. Nothing was changed there; ask again.`,
  "github.empty": (p, f) =>
    `${f.code(p.what)} has no commit on its default branch yet; nothing was done. Make a first one, then ask again.`,
  "github.fork": (p, f) =>
    `${f.code(p.what)} is a fork; nothing was done. Name the repository it was forked from in the configuration (\`github.repository\`).`,
  "github.bad-name": (p, f) =>
    `${f.code(p.name)} is not a valid name at GitHub. Nothing was changed; correct it in \`profinaut.yml\`.`,
  "github.bad-url": () => "`GITHUB_API_URL` must be an https address (http only on this machine). The bot did not start.",
  "github.denied": (p, f) =>
    `Our GitHub credential may not write to ${f.code(p.what)}: it needs ${f.code(p.need)}. Nothing was changed there; grant it, then ask again.`,
  "github.limited": (p, f) =>
    `GitHub asked us to slow down until ${f.time(p.untilAtMs)}. Nothing was changed by this call; it is tried again then.`,
  "github.moved": (p, f) =>
    `${f.code(p.what)} was renamed or moved. Nothing was changed; put its new name into \`profinaut.yml\`.`,
  "github.not-the-api": () =>
    "What answers at `GITHUB_API_URL` is not GitHub's API. Nothing was changed; GitHub Enterprise Server's is `https://github.example/api/v3`, github.com's is `https://api.github.com` (or leave it unset).",
  "github.not-found": (p, f) =>
    `${f.code(p.what)} does not exist at GitHub, or our credential may not see it. Nothing was changed; check the name and the credential's access.`,
  "github.no-installation": () =>
    "The App `GITHUB_APP_ID` has no installation `GITHUB_APP_INSTALLATION_ID`. Nothing was changed; correct it (the number at the end of the installation's settings page), or install the App.",
  "github.no-ref": (p, f) =>
    `${f.code(p.what)} has no branch or tag ${f.code(p.ref)}. Nothing was done; check its name, push it, then ask again.`,
  "github.refused": (p, f) => `GitHub refused ${f.code(p.what)} (status ${p.status}). Nothing was changed by this call.`,
  "github.sso": (p, f) =>
    `The organisation of ${f.code(p.what)} lets a token in only after single sign-on. Nothing was changed; whoever made \`GITHUB_TOKEN\` has to authorise it (_Settings → Developer settings → Personal access tokens → Configure SSO_), or use a GitHub App.`,
  "github.strange-answer": (p, f) =>
    `GitHub's answer about ${f.code(p.what)} could not be read. If it was a write, it is checked before anything else is done.`,
  "github.suspended": () =>
    "The installation `GITHUB_APP_INSTALLATION_ID` is suspended. Nothing was changed; an owner of the organisation has to unsuspend it on its settings page.",
  "github.unanswered": (p, f) =>
    `GitHub did not confirm the write to ${f.code(p.what)}: it may or may not have arrived. It is checked before anything else is done.`,
  "github.unauthorised": () =>
    "GitHub does not accept our credential (`GITHUB_TOKEN`): it is mistyped, has ended or was revoked. Nothing was changed; an administrator has to renew it.",
  "github.unreachable": (p, f) => `GitHub could not be reached for ${f.code(p.what)}. Nothing was changed; it is tried again.`,
  "github.value-size": (p) =>
    `The value is empty or larger than ${p.maxBytes} bytes, which GitHub does not take. Nothing was changed.`,

  "github.workflow-archived": (p, f) =>
    `${f.code(p.what)} is archived, so nothing runs there. Nothing was done; unarchive it, or take the workflow out of \`profinaut.yml\`.`,
  "github.workflow-unreadable": (p, f) =>
    `${f.code(p.what)} cannot be read as a workflow file. Nothing was done; mend it, then ask again.`,

  "json.half-a-character": () =>
    "Some text holds half a character, which cannot be recorded; nothing was changed. Type it again without that character.",

  "queue.unanswered": () =>
    "The queue did not answer in time. What is recorded is taken up without it, only a little later; look at the card.",
  "queue.unreachable": () =>
    "The queue cannot be reached. What is recorded is taken up without it, only a little later; look at the card.",

  "redis.busy": () =>
    "More is being recorded at once than Redis takes: not accepted, and nothing was recorded or done. Try again in a few seconds.",
  "redis.not-durable": (p, f) =>
    `Redis could lose records, so the bot did not start. Set ${f.codes(p.settings)} in its configuration, or accept the risk with \`redis.durability: relaxed\` in \`profinaut.yml\`.${p.asked === "CONFIG" ? "" : " Its user may not ask for them: if they are set, allow it `+config|get`."}`,
  "redis.refused": (p, f) =>
    `Redis refused (${f.code(p.code)}), so the request was not recorded and nothing was done. Try again in a minute; if it stays, an administrator has to look at Redis.`,
  "redis.foreign-key": (p, f) =>
    `Somebody else put something at ${f.code(p.key)} in Redis, where the bot keeps its own in another type. Nothing is accepted and nothing is done until ${f.code(`DEL ${p.key}`)} or the newest backup puts that right; see “Somebody was in Redis” in docs/operations.md.`,
  "redis.trail-damaged": () =>
    "The end of the trail is not as it was left, so nothing is accepted until somebody has looked. `/profinaut audit verify` names the first bad entry.",
  "redis.trail-damaged-at": (p) =>
    `The trail is not as it was left at entry ${p.seq}, so nothing is accepted until somebody has looked. \`/profinaut audit verify\` says how far it is whole; what to do then: see “Somebody was in Redis” in docs/operations.md.`,
  "redis.unanswered": () =>
    "Redis did not answer in time, so it is not known whether this was recorded. Look with `/profinaut requests` before you ask again.",
  "redis.start-authority": (p, f) =>
    `Redis's certificate is signed by an authority that the bot does not know (${f.code(p.code)}). Name that authority's PEM file in \`REDIS_CACERT\`.`,
  "redis.start-login": () =>
    "Redis refuses the user or the password in `REDIS_URL`. Write `redis://user:password@host:6379`, special characters of the password as `%40`, `%2F`, `%3A`.",
  "redis.start-name": () =>
    "Redis's certificate is for another name than the host in `REDIS_URL`. Write there a name that the certificate has.",
  "redis.start-no-login": () => "Redis asks for a password and `REDIS_URL` has none. Write `redis://user:password@host:6379`.",
  "redis.start-no-tls": () =>
    "Nothing at the address in `REDIS_URL` speaks TLS. If that port of Redis is without TLS, write `redis://` instead of `rediss://`; else check host and port.",
  "redis.start-tls": () =>
    "The server at the address in `REDIS_URL` ends the connection at once. If that port of Redis is for TLS, write `rediss://` instead of `redis://`, and name its authority in `REDIS_CACERT`.",
  "redis.start-unreachable": (p, f) =>
    `Redis cannot be reached (${f.code(p.code)}). Check host and port in \`REDIS_URL\`, that Redis runs, and the network in between.`,
  "redis.document-not-ours": (p, f) =>
    `What is stored as ${f.code(p.document)} was not written by the bot, so nothing is done that follows from it, and nothing was changed. See “Somebody was in Redis” in docs/operations.md.`,
  "redis.unreachable": () => "Redis cannot be reached: not accepted, and nothing was recorded or done. Try again in a minute.",
  "redis.unreadable": (p, f) =>
    `What is stored about ${f.code(p.what)} cannot be read. Nothing was changed; an administrator has to look at it.`,

  "slack.form-not-opened": () => "Slack took too long to open the form; nothing was recorded. Type the command again.",
  "slack.form-unreadable": () =>
    "This form could not be read; nothing was recorded. Copy what you typed, close it, and type the command again.",
  "slack.limited": () => "Slack asked us to slow down. Nothing was changed by this call; it is tried again.",
  "slack.not-recorded": () =>
    "The store of the bot does not answer: not accepted, and nothing was recorded or done. Try again in a minute.",
  "slack.refused": (p, f) =>
    `Slack refused a call (${f.code(p.problem)}). Nothing was changed by it; an administrator has to check the bot's installation and its channel.`,
  "slack.signing-secret-empty": () =>
    "`SLACK_SIGNING_SECRET` is empty, so anybody could pretend to be Slack. The bot did not start; copy it from the app's Basic Information page.",
  "slack.strange-answer": () => "Slack's answer could not be read, so nothing was decided on it. Try again.",
  "slack.stranger": () =>
    "This bot does not serve this workspace or app; nothing was done. An administrator can add a workspace under `slack.teams` in `profinaut.yml`.",
  "slack.too-much-to-read": (p, f) =>
    `${f.code(p.channel)} holds more messages than can be read, so what is looked for may be among the rest; nothing was decided on it.`,
  "slack.unanswered": () =>
    "Slack did not answer, so it could not be checked who you are or what is shown. Nothing was decided; try again in a minute.",
  "slack.unexpected": () =>
    "Something unexpected happened and is in the log. `/profinaut requests` shows whether your request was recorded.",

  "vault.address-invalid": () =>
    "`VAULT_ADDR` must be an https address without a path (http only on this machine). The bot did not start.",
  "vault.bad-name": () => "This is not a name that Vault is asked about; nothing was done. Use small letters, digits and dashes.",
  "vault.busy": () => "Vault asked us to slow down. Nothing was changed by this call; it is tried again.",
  "vault.denied": (p, f) =>
    `Vault does not allow the bot ${f.code(p.path)}. Nothing was changed by this call; an administrator has to check the bot's policies.`,
  "vault.failed": (p, f) => `Vault refused ${f.code(p.path)} (status ${p.status}). Nothing was changed by this call.`,
  "vault.issue-refused": (p, f) =>
    `Vault refused to issue a SecretID for ${f.code(p.role)} with these settings. Nothing was changed; check the AppRole's TTLs.`,
  "vault.kv-version-1": (p, f) =>
    `The mount ${f.code(p.mount)} is KV of version 1, which keeps no versions. Nothing was done; upgrade it (\`vault kv enable-versioning ${p.mount}/\`), or name another as \`vault.kvMount\` in \`profinaut.yml\`.`,
  "vault.login-locked": () =>
    "Vault has locked the RoleID in `VAULT_ROLE_ID` after refused logins. Nothing was changed; the lock ends by itself, by default after 15 minutes.",
  "vault.login-refused": () =>
    "Vault does not take `VAULT_ROLE_ID` with `VAULT_SECRET_ID`: they are of different AppRoles, or the SecretID has ended, was used up or may not be used from this address. Nothing was changed; an administrator has to hand over a new one (`profinaut bootstrap --hand-over`).",
  "vault.lost-answer": (p, f) =>
    `Vault did not confirm ${f.code(p.path)}: it may or may not have happened. It is checked before anything else is done.`,
  "vault.no-approle-mount": (p, f) =>
    `Vault has no AppRole method at ${f.code(`auth/${p.mount}`)}. Nothing was done; correct \`vault.approleMount\` in \`profinaut.yml\`, or \`VAULT_NAMESPACE\`.`,
  "vault.no-kv-mount": (p, f) =>
    `There is no mount ${f.code(p.mount)}, or this login may see nothing below it. Nothing was done; correct \`vault.kvMount\` in \`profinaut.yml\`, or \`VAULT_NAMESPACE\`.`,
  "vault.not-kv": (p, f) =>
    `The mount ${f.code(p.mount)} is no KV but ${f.code(p.type)}. Nothing was done; name a KV of version 2 as \`vault.kvMount\` in \`profinaut.yml\`.`,
  "vault.anchor-contended": (p, f) =>
    `What Vault keeps at ${f.code(p.path)} for the bot was written by others each time that it was to be written. Nothing was done; it is tried again.`,
  "vault.anchor-unreadable": (p, f) =>
    `What Vault keeps at ${f.code(p.path)} for the bot cannot be read or written as it should be. Nothing was done; an administrator has to look at it.`,
  "vault.not-own-role": (p, f) =>
    `\`VAULT_ROLE_ID\` and \`VAULT_SECRET_ID\` log in as the AppRole ${f.code(p.role)}, which may not do what this process has to (${f.code(p.lacks)}). After an update, run \`profinaut bootstrap\` once. Else set those of ${f.code(`bot.${p.identity}`)} in \`vault/roles.yml\`: \`profinaut bootstrap --hand-over ${p.identity === "all" ? "all" : "split"}\`.`,
  "vault.not-vault": () =>
    "What answers at `VAULT_ADDR` is no Vault. Nothing was changed and no credential was sent; check the address.",
  "vault.role-unknown": (p, f) =>
    `Vault has no AppRole ${f.code(p.role)}. Nothing was changed; \`/profinaut roles\` lists those it has.`,
  "vault.sealed": () =>
    "Vault is sealed. Nothing was changed. Once an administrator has unsealed it (never type an unseal key here), what is recorded goes on by itself; what was not has to be asked again.",
  "vault.signing-key-missing": (p, f) =>
    `There is no signing key at ${f.code(p.path)}, so no decision can be recorded. Nothing was changed; an administrator has to run \`profinaut bootstrap\`.`,
  "vault.speaks-plain": () =>
    "`VAULT_ADDR` says https, and what listens there speaks plain http. Nothing was sent; correct the address, or turn on TLS in Vault's listener.",
  "vault.uninitialised": () =>
    "This Vault is not initialised yet: `vault operator init`, then `vault operator unseal`. Then start again.",
  "vault.unreachable": (p, f) =>
    `Vault cannot be reached (${f.code(p.reason)}). Nothing was changed; what is recorded is tried again, what was not has to be asked again.`,
  "vault.untrusted": (p, f) =>
    `Vault's certificate cannot be trusted (${f.code(p.reason)}). Nothing was sent; check \`VAULT_ADDR\` and \`VAULT_CACERT\`.`,
  "vault.unusable": (p, f) =>
    `Vault's answer to ${f.code(p.path)} could not be read. It is checked before anything else is done.`,
  "vault.wants-tls": () =>
    "`VAULT_ADDR` says http, and what listens there speaks TLS. Nothing was changed; write https, and name its authority's PEM file in `VAULT_CACERT`.",
  "vault.wrap-gone": () =>
    "The wrapping token was spent, expired or not ours, so the SecretID behind it was not used. If nobody of you opened it, somebody else did: look at Vault's audit log.",
};
