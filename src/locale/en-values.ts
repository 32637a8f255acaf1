import type { Section } from "./locale.ts";

/** In English: registering and reading values. */
export const enValues: Section<
  "failover" | "form" | "get" | "handover" | "intake" | "private-key" | "public-key" | "register" | "value"
> = {
  "failover.done": (p, f) =>
    `${f.code(p.path)} now holds the key of ${f.code(p.from)}, which ends in ${f.code(p.lastFour)}. Version ${p.before} has the key before.`,
  "failover.exchange-missing": (_, f) =>
    `Which exchange? Nothing was done. Type ${f.command("/profinaut failover <exchange>")}, for example ${f.code("/profinaut failover binance")}.`,
  "failover.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut failover <exchange> [reason]")}.`,
  "failover.health.healthy": () => "✅ the exchange takes it",
  "failover.health.invalid": () => "❌ the exchange refuses it",
  "failover.health.unknown": () => "❔ the exchange did not say",
  "failover.health.withdraws": () => "⛔ it may move money out, so it is not used",
  "failover.impact": (p, f) =>
    `Whoever reads ${f.code(p.path)} trades with the key that ends in ${f.code(p.lastFour)} from then on. The key before stays in Vault as the version before.`,
  "failover.label.main": () => "Main key now",
  "failover.label.spare": (p) => p.path,
  "failover.no-exchange": (p, f) =>
    `${f.code(p.path)} is no configured exchange; nothing was done. ${p.exchanges.length === 0 ? "None is configured: add it to `profinaut.yml` under `exchanges`." : `Configured: ${f.codes(p.exchanges)}.`}`,
  "failover.no-spare": (p, f) =>
    `There is no other key under ${f.code(`${p.path}/`)}; nothing was done. Put one there with ${f.code(`/profinaut register ${p.path}/key2`)}.`,
  "failover.none-healthy": (p, f) =>
    `The exchange takes none of the other keys under ${f.code(`${p.path}/`)}; nothing was changed. Register a new one, and try again.`,
  "failover.spare-changed": (p, f) =>
    `The key at ${f.code(p.path)} was changed or deleted after the approval; nothing was written. Ask again.`,
  "failover.stays": (p, f) =>
    `Version ${p.version} of ${f.code(p.path)} is written and in use. To go back: ${f.code(`vault kv rollback -version=${p.before} …/${p.path}`)}`,
  "failover.step.describe": () => "Note where the key comes from and who approved",
  "failover.step.write": (p, f) => `Write the key of ${f.code(p.from)} as version ${p.version} of ${f.code(p.path)}`,
  "failover.summary": () => "Make the next healthy key of an exchange the main one",
  "failover.title": (p, f) => `Switch ${f.code(p.path)} to the key of ${f.code(p.from)}`,
  "failover.value.key": (p, f) => `ends in ${f.code(p.lastFour)}: ${p.health}`,
  "failover.value.key-able": (p) => `${p.key}; ${p.abilities}`,
  "failover.value.spare": (p) => `version ${p.version}, ${p.key}`,
  "failover.value.spare-main": (p) => `the main one now: version ${p.version}, ${p.key}`,
  "failover.value.no-main": () => "none",

  "form.close": () => "Cancel",
  "form.not-any-more": (p, f) => `${f.code(p.command)} has no form; nothing was recorded. Type ${f.command("/profinaut help")}.`,
  "form.secret": (p) =>
    `This looks like it holds a secret: ${p.what}. Write it without that, and rotate the secret: Slack has seen it. Nothing was done.`,
  "form.submit": () => "Ask for approval",
  "form.too-long": (p) =>
    `${p.length} characters are more than the ${p.max} that Slack takes in one field; nothing was recorded. Shorten it; a value that is so long goes into a wrapping token.`,

  "get.done": (p, f) => `A one-time token for ${f.code(p.path)}, version ${p.version}, was handed to the requester.`,
  "get.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut get <path> [reason]")}.`,
  "get.impact": (p, f) =>
    `The requester alone gets a token that opens ${f.code(p.path)} once, within ${f.duration(p.ttlMs)}. Nothing stops working. Who has read a value once knows it for good.`,
  "get.label.owner": () => "Owner",
  "get.label.version": () => "Version",
  "get.path-missing": (_, f) =>
    `Which value? Nothing was done. Type ${f.command("/profinaut get <path>")}; ${f.command("/profinaut list")} shows the paths.`,
  "get.step.hand-over": (p, f) => `Hand a token that lives ${f.duration(p.ttlMs)} to the requester`,
  "get.summary": () => "Read a value: a one-time token for you alone",
  "get.title": (p, f) => `Let the requester read ${f.code(p.path)}`,
  "get.value.no-owner": () => "nobody is noted",
  "get.value.owner": (p) => p.owner,
  "get.value.version": (p, f) => `${p.version}, written ${f.time(p.sinceMs)}`,

  "handover.token": (p, f) =>
    `You may read ${f.code(p.path)} once, within ${f.duration(p.ttlMs)}. Where \`VAULT_ADDR\` and \`VAULT_CACERT\` are set, type:\n${f.code(p.command)}\nIf it says that the token is not valid, somebody else has opened it: say so in the channel at once.`,

  "intake.token-gone": () =>
    "Vault does not know this wrapping token (any more): it was opened, has ended, or was copied in part. Nothing was recorded. Wrap the value again; if you did not open it, somebody else did: then the value is known to them, and has to be replaced where it came from.",
  "intake.token-is-login": (_, f) =>
    `This token wraps nothing: it is one that somebody is logged in with, and it has passed through Slack. Nothing was recorded. End it with ${f.code("vault token revoke -self")} where it is in use, and hand in what ${f.code("vault write -wrap-ttl=24h sys/wrapping/wrap …")} prints as wrapping_token.`,
  "intake.token-not-wrapped-by-hand": (p, f) =>
    `This token was made by ${f.code(p.creationPath)}, not by wrapping a value by hand; nothing was recorded. Wrap the value with ${f.code("vault write -wrap-ttl=24h sys/wrapping/wrap …")}.`,
  "intake.token-too-short": (p, f) =>
    `This wrapping token ends in ${f.duration(p.leftMs)}, before the request could be approved and run (${f.duration(p.neededMs)}); nothing was recorded. Wrap the value again with ${f.code("-wrap-ttl=24h")}.`,

  "private-key.curve": (_, f) =>
    `This is a private key of an elliptic curve or DSA, which no exchange takes; nothing was written. Make one of Ed25519 (Binance) or RSA (Binance, Bybit) with ${f.code("openssl genpkey")}, give its public half to the exchange, and hand in the private one.`,
  "private-key.kind": (p, f) =>
    `${p.exchange} takes private keys of these kinds: ${f.list(p.kinds)}. This is another one, and nothing was written. Make one with ${f.code(p.command)}, give its public half to ${p.exchange}, and hand in the private one.`,
  "private-key.locked": (_, f) =>
    `This private key is locked with a passphrase, so nobody could sign with it; nothing was written. Unlock a copy with ${f.code("openssl pkey -in locked.pem -out unlocked.pem")}, and hand that one in.`,
  "private-key.odd": () =>
    "This is no whole private key in PEM; nothing was written. Hand in all of its lines, from BEGIN PRIVATE KEY to END PRIVATE KEY, each on a line of its own; best by wrapping token.",
  "private-key.openssh": (_, f) =>
    `This private key is in the format of OpenSSH, which no exchange's client reads; nothing was written. Turn a copy of an RSA key into PEM with ${f.code("ssh-keygen -p -m PKCS8 -f copy")} and an empty passphrase, or make a new one with ${f.code("openssl genpkey")}.`,
  "private-key.public": () => "This is the public half, which the exchange has; nothing was written. Hand in the private one.",

  "public-key.odd": (_, f) =>
    `This is no public key in PEM; nothing was written. ${f.code("openssl pkey -in private.pem -pubout")} prints the one of a private key.`,

  "register.delivered-in-part": (p, f) =>
    [
      `Vault has the new value, as version ${p.version} of ${f.code(p.path)}.`,
      p.delivered.length === 0 ? "" : `New: ${f.codes(p.delivered)}.`,
      p.doubtful.length === 0 ? "" : `Old or new, GitHub did not say: ${f.codes(p.doubtful)}.`,
      p.rest.length === 0 ? "" : `Still as before: ${f.codes(p.rest)}.`,
      "Press Try again to finish; nobody has to hand it in again.",
    ]
      .filter(Boolean)
      .join(" "),
  "register.destination-gone": (p, f) =>
    `${f.code(p.destination)} was approved to get it, and \`profinaut.yml\` does not name it any more; it was not written there. Ask again.`,
  "register.done": (p, f) => `${f.code(p.path)} holds the new value, as version ${p.version}.`,
  "register.done-locked": (p) =>
    `${p.done} The key is locked with a passphrase, so it could not be checked that its secret half belongs to its public one.`,
  "register.done-without": (p) => `${p.done} Not kept: ${p.what}.`,
  "register.done-delivered": (p, f) =>
    `${f.code(p.path)} holds the new value, as version ${p.version}, and so do ${f.codes(p.destinations)}.`,
  "register.either": () => "Either a wrapping token or typed values, not both: empty one of them.",
  "register.expired-already": () => "This day is over already. Write the day on which the value ends, or leave it empty.",
  "register.field.expires": () => "Ends on",
  "register.field.expires-hint": () => "The day on which the value stops working, if it does.",
  "register.field.lines": () => "Values",
  "register.field.lines-hint": () => "NAME=value, one a line.",
  "register.field.owner": () => "Owner",
  "register.field.owner-hint": () => "Who is asked when it runs out: a person or a team.",
  "register.field.password-hint": () => "Leave it empty to have one generated.",
  "register.field.private-key-hint": () =>
    "The secret, or your own private key (Ed25519 or RSA, PEM). Only if you have no wrapping token.",
  "register.field.private-key-rsa-hint": () =>
    "The secret, or your own private key (RSA, PEM). Only if you have no wrapping token.",
  "register.field.public-key": () => "Public key",
  "register.field.public-key-hint": () =>
    "From -----BEGIN PGP PUBLIC KEY BLOCK----- to its end, for the approver. Too long for Slack? Its fingerprint (40 digits).",
  "register.field.registry-token-hint": () =>
    "A token made at the registry for CI alone, not a person's password. Only if you have no wrapping token.",
  "register.field.token": () => "Wrapping token",
  "register.field.token-hint": () => "What the command above printed as wrapping_token.",
  "register.field.value": (p) => p.name,
  "register.field.value-hint": () => "Only if you have no wrapping token.",
  "register.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut register <path> [reason]")}.`,
  "register.form-signing-key": (p, f) =>
    `A signing key is taken by wrapping token only. Its public half comes from ${f.code(p.command)}. Is that longer than Slack's 3,000 characters? Put it into the token as well, as ${f.code("PUBLIC_KEY=@public.asc")}, and give the fingerprint below.`,
  "register.form-title": () => "Register a value",
  "register.form-typed": () =>
    "Or type it below: it passes through Slack, and then waits in Vault. It is never in the card, the record or a log.",
  "register.form-where": (p, f) => `For ${f.code(p.path)}. Nothing is written before somebody else has approved.`,
  "register.form-wrap": (p, f) =>
    `*Recommended:* wrap the value where it is, so that it never passes through Slack, and paste the token:\n${f.code(p.command)}`,
  "register.given-up": (p) =>
    `The wrapping token was opened, and then the value could not be checked or written for half a minute: ${p.because} The value is lost with this attempt and nobody has read it; nothing was written. Wrap it again, and ask again.`,
  "register.impact": (p, f) =>
    `Whoever reads ${f.code(p.path)} gets the new value from then on. The version before stays in Vault and can be rolled back to.`,
  "register.impact-delivered": () =>
    "Workflow runs queued from then on log in with the new values; one that is queued between two deliveries may get old and new mixed, and fails. The old ones work until they are revoked at the registry.",
  "register.impact-first": (p, f) => `Nothing stops working: ${f.code(p.path)} is new.`,
  "register.key-invalid": (p, f) =>
    `${f.code(p.exchange)} refuses this key; nothing was written. Look at the key and its secret half, and hand both in again.`,
  "register.key-refused": (p) => `${p.because} Nothing was written.`,
  "register.key-withdraws": (p, f) =>
    `This key may move money at ${f.code(p.exchange)} (${f.codes(p.rights)}), so it is not registered; nothing was written. Make one without these rights, and delete this one.`,
  "register.label.destination": () => "Delivered to",
  "register.label.expires": () => "Ends",
  "register.label.fields": () => "Fields",
  "register.label.intake": () => "Handed in",
  "register.label.key": () => "The key",
  "register.label.owner": () => "Owner",
  "register.label.replaces": () => "Replaces",
  "register.label.secret-half": () => "Its secret half",
  "register.label.signing-key": () => "Signing key",
  "register.label.taken-off": () => "Not kept",
  "register.lines-comment": (p) =>
    `Line ${p.line} has a # behind a blank. Take the comment away, or put quotes around the value if that belongs to it.`,
  "register.lines-escape": (p) =>
    `Line ${p.line} has a backslash in double quotes, which programs read in different ways. Use single quotes to keep it as it is; several lines go into a wrapping token.`,
  "register.lines-malformed": (p) =>
    `Line ${p.line} is not NAME=value. Names have letters, digits and _, and do not begin with a digit.`,
  "register.lines-many": (p) => `An entry has at most ${p.max} values. Put the rest at another path.`,
  "register.lines-quotes": (p) =>
    `The quotes in line ${p.line} do not enclose the value. Put one pair around the whole, of a kind that is not in it.`,
  "register.lines-twice": (p) => `${p.name} is there twice. Keep one of them.`,
  "register.login-shape": (p, f) =>
    `${f.code(p.name)} is not one line without blanks and line breaks around it${p.name === "username" ? ", or has a blank or a colon in it" : ""}; nothing was written. Hand it in again.`,
  "register.lost-in-crash": () =>
    "The bot stopped after it had opened the wrapping token and before the value was written; the value is lost with that process and nobody has read it. Nothing was written. Wrap it again, and ask again.",
  "register.not-newest": (p, f) =>
    `Version ${p.version} of ${f.code(p.path)} was written, and is not the newest any more or was deleted, so it was not delivered. Look at it, and register the value again.`,
  "register.no-halves": () =>
    "A public half came with a secret that is no private key, and so has none; nothing was written. Leave it out, or hand in the private key.",
  "register.older-half": (p, f) =>
    `${f.code(p.field)} is older than the private key beside it: it lacks ${f.codes(p.missing)}, which signs, so nobody could verify the signatures. Nothing was written. Export it again with ${f.code("gpg --armor --export")}, and wrap both anew.`,
  "register.opened-by-whom": (p, f) =>
    `The wrapping token for ${f.code(p.path)} is spent, and a part of what the bot had noted is lost: it may have opened the token itself. Look at what is at that path. If it is not the value, somebody else opened the token and knows it: replace the value where it came from.`,
  "register.other-half": (p, f) =>
    `${f.code(p.field)} is the public half of another key than the private one beside it; nothing was written. Hand in the two halves of one key.`,
  "register.other-key": (p, f) =>
    `The wrapped key is ${f.code(p.found)}, and ${f.code(p.expected)} was approved; nothing was written. Wrap the key that belongs to the public key.`,
  "register.owner-missing": () => "Write who is asked when it runs out.",
  "register.owner-too-long": (p) => `Write it in at most ${p.max} characters.`,
  "register.path-missing": (_, f) =>
    `Where to? Nothing was done. Type ${f.command("/profinaut register <path>")}, for example ${f.code("/profinaut register binance")}.`,
  "register.public-key-missing": () =>
    "Paste the whole public key, with its first and last line, or the 40 digits of its fingerprint.",
  "register.refused-opened": (p) =>
    `${p.because} The wrapping token is spent by that, and nobody keeps what was in it: mend the value where it is kept, wrap it again, and ask again.`,
  "register.somebody-wrote": (p, f) =>
    `Somebody else wrote version ${p.version} of ${f.code(p.path)} meanwhile; ours was not written. Look at it, and ask again if it is still wanted.`,
  "register.stays": (p, f) =>
    `Version ${p.version} of ${f.code(p.path)} is written and in use. To go back: ${f.code(`vault kv rollback -version=${p.before} …/${p.path}`)}`,
  "register.step.clean": () => "Remove the waiting copy",
  "register.step.deliver": (p, f) => `Deliver to ${f.code(p.destination)}`,
  "register.step.describe": () => "Note owner, requester, approver and end",
  "register.step.open": () => "Open the wrapping token and look at the value",
  "register.step.write": (p, f) => `Write version ${p.version} of ${f.code(p.path)}`,
  "register.summary": () => "Put a new value into Vault",
  "register.title": (p, f) => `Register a value at ${f.code(p.path)}`,
  "register.token-malformed": () => "That is no wrapping token. It begins with hvs. and is one word.",
  "register.token-opened": (p, f) =>
    `The wrapping token for ${f.code(p.path)} was opened by somebody else before it ran out, so they know the value; nothing was written. Replace the value where it came from, and find out who had the token.`,
  "register.too-large": (p) => `A value is empty or larger than ${p.maxBytes} bytes; nothing was written.`,
  "register.value-blanks": (p) =>
    `${p.name} begins or ends with a blank, which nobody can see. Take it away, or put quotes around the whole if it belongs to it.`,
  "register.value-changed": () =>
    "What waits is not what was handed in; nothing was written. Tell whoever runs the platform, and hand it in again.",
  "register.value-empty": (p) => `${p.name} is empty. Write its value, or leave it out.`,
  "register.value-gone": () =>
    "The value does not wait in Vault any more; nothing was written. Hand it in again with the same command.",
  "register.value-invisible": (p) =>
    `Character ${p.position} of ${p.name} cannot be seen (${p.character}). Type the value, or copy it from where it was made.`,
  "register.value-line": (p) => `${p.name} is a whole line NAME=value. Paste what stands behind the = alone.`,
  "register.value-missing": (p) => `Fill in ${p.name}, or a wrapping token.`,
  "register.value-several-lines": (p) => `${p.name} has one line, and this has several. Hand in that line alone.`,
  "register.value-shape": (p) => `${p.name} has blanks or quotes in it, or is too short for a key. Paste it again.`,
  "register.value.destination": (p, f) => `${f.code(p.destination)}, written ${f.time(p.sinceMs)}`,
  "register.value.destination-new": (p, f) => `${f.code(p.destination)}, which is new`,
  "register.value.expires": (p) => p.day,
  "register.value.expires-never": () => "no day is given",
  "register.value.fields": (p, f) => f.codes(p.names),
  "register.value.fields-key": (p, f) => `${f.codes(p.names)}; the key ends in ${f.code(p.lastFour)}`,
  "register.value.field-to": (p, f) => `${f.code(p.field)} → ${p.to}`,
  "register.value.fields-unseen": (p, f) =>
    `not known before the token is opened, after approval${p.expected.length === 0 ? "" : `; it has to hold ${f.codes(p.expected)}${p.optional === "" ? "" : ` and may hold ${f.code(p.optional)}`}`}. Looked at before anything is written: what is refused has to be wrapped again`,
  "register.value.fields-wrapped": () => "inside of the wrapping token; looked at after approval, before anything is written",
  "register.value.intake-form": () => "typed into a form in Slack; it waits in Vault",
  "register.value.intake-generated": () => "the password is generated; it waits in Vault",
  "register.value.intake-token": (p, f) => `as a wrapping token that lives until ${f.time(p.endsAtMs)}`,
  "register.value.key": (p) => `${p.abilities}; ${p.addresses}`,
  "register.value.key-anywhere": () => "⚠️ usable from any address: restrict it at the exchange",
  "register.value.key-later": () => "asked about at the exchange after approval; one that may withdraw is refused",
  "register.value.key-ends": (p, f) => `${p.key}; the exchange ends it ${f.time(p.endsAtMs)}`,
  "register.value.key-reads": () => "valid, may only read",
  "register.value.key-restricted": () => "usable from listed addresses only",
  "register.value.key-test": () => "of the test network, where there is nothing to steal",
  "register.value.key-trades": () => "valid, may read and trade, may not withdraw",
  "register.value.owner": (p) => p.owner,
  "register.value.replaces": (p, f) => `version ${p.version}, written ${f.time(p.sinceMs)}`,
  "register.value.replaces-by": (p, f) => `version ${p.version}, written ${f.time(p.sinceMs)}, asked for by ${p.by}`,
  "register.value.replaces-nothing": () => "nothing; the path is new",
  "register.value.signing-key": (p, f) => `${f.code(p.fingerprint)} of ${f.list(p.userIds)}; ${p.ends}`,
  "register.value.secret-half": () =>
    "not looked at yet: refused after approval if it belongs to another key. ⚠️ Behind a passphrase nobody can check that, and the outcome says so",
  "register.value.signing-key-endless": () => "does not end",
  "register.value.signing-key-stated": (p, f) =>
    `${f.code(p.fingerprint)}, as the requester says; user ids and end are inside of the token. Another key is refused after approval`,
  "register.value.signing-key-ends": (p, f) => `ends ${f.time(p.endsAtMs)}`,
  "register.value.taken-off.blanks": (p, f) => `the blanks around ${f.codes(p.names)}`,
  "register.value.taken-off.comment": (p, f) => `the comment behind ${f.codes(p.names)}`,
  "register.value.taken-off.line-break": (p, f) => `the line break at the end of ${f.codes(p.names)}`,
  "register.value.taken-off.quotes": (p, f) =>
    `the quotes around ${f.codes(p.names)}; what belongs to the value needs a second pair around it`,
  "register.wrong-fields": (p, f) =>
    `The value for ${f.code(p.path)} does not have the fields it should${p.expected.length === 0 ? "" : ` (${f.codes(p.expected)})`}; nothing was written. Wrap exactly these, each a text.`,

  "value.deleted": (p, f) =>
    `The newest version of ${f.code(p.path)} was deleted, so there is nothing to read; nothing was done. ${f.command("/profinaut list")} shows what there is.`,
  "value.may-be-used": (p, f) =>
    `Version ${p.version} of ${f.code(p.path)} is written and may be in use already, so it stays. Is nobody to have it? Then ${f.code(`vault kv delete -versions=${p.version} …/${p.path}`)}`,
  "value.may-not": (p, f) =>
    `The bot's own policy in Vault does not let it do this at ${f.code(p.path)}; nothing was done. Missing: ${f.codes(p.missing)}. \`profinaut bootstrap\` brings the policies up to date.`,
  "value.not-there": (p, f) =>
    `There is nothing at ${f.code(p.path)}; nothing was done. ${f.command("/profinaut list")} shows what there is, ${f.code(`/profinaut register ${p.path}`)} puts something there.`,
};
