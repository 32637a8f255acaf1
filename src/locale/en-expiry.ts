import type { Format } from "./format.ts";
import type { Section } from "./locale.ts";

type Expiry = "expiry" | "expiring" | "secret-ids" | "values" | "signing-keys" | "own-login" | "delivery" | "certificates";

const owned = ({ owner, userIds }: { readonly owner: string; readonly userIds: readonly string[] }, f: Format): string => {
  const named = [...(owner === "" || userIds.includes(owner) ? [] : [f.code(owner)]), ...userIds.map((id) => f.user(id))];
  return named.length === 0 ? " · no owner noted" : ` · owner ${named.join(" ")}`;
};

/** In English: what ends, and when. */
export const enExpiry: Section<Expiry> = {
  "certificates.authority": () => "an authority above Vault's certificate",
  "certificates.how": () => "renew it where it was made (in the stack: `vault/tls/make-certificates.sh`), then reload Vault",
  "certificates.title": () => "Vault's certificate",

  "delivery.key-how": () => "make a new key on the App's page at GitHub and set `GITHUB_APP_PRIVATE_KEY`",
  "delivery.key-unknown": () => "GitHub does not tell how old the key of an App is",
  "delivery.title": () => "what the bot writes to GitHub with",
  "delivery.token-endless": () => "GitHub names no end of it",
  "delivery.token-how": () => "make a new fine-grained token at GitHub and set `GITHUB_TOKEN`",

  "expiring.failure": (p, f) => `⚠️ ${p.source}${p.what === "" ? "" : ` · ${f.code(p.what)}`}: ${p.because}`,
  "expiring.failures": () => "Could not be looked at",
  "expiring.heading": (p, f) => `*${f.count(p.count, "thing ends", "things end")} one day, what dies first at the top*`,
  "expiring.heading-within": (p, f) =>
    `*${f.count(p.count, "thing wants", "things want")} to be renewed within ${f.count(p.days, "day", "days")}*`,
  "expiring.looked": (p, f) => `Looked at just now, ${f.time(p.atMs)}.`,
  "expiring.never-looked": (_, f) =>
    `No worker has looked at what ends yet, so nothing can be said. See ${f.command("/profinaut status")}, and ask again in a minute.`,
  "expiring.next": (p) => `Next ${p.count}`,
  "expiring.no-page": (p, f) =>
    `There is no such page; there ${p.pages === 1 ? "is 1" : `are ${p.pages}`}. Type ${f.command("/profinaut expiring")}.`,
  "expiring.no-snoozes": (p) => `⚠️ It cannot be known what is snoozed: ${p.because}`,
  "expiring.none": () => "*Nothing that ends is known.*",
  "expiring.none-within": (p, f) => `✅ *Nothing wants to be renewed within ${f.count(p.days, "day", "days")}.*`,
  "expiring.page": (p) => `Page ${p.page} of ${p.pages}.`,
  "expiring.stale": (p, f) =>
    `⚠️ No worker answered just now; this is from ${f.time(p.atMs)}, ${f.duration(p.agoMs)} ago. See ${f.command("/profinaut status")}.`,
  "expiring.summary": () => "What ends and when: SecretIDs, values, tokens, certificates",
  "expiring.usage": (_, f) =>
    `How many days ahead, and which page? Type ${f.command("/profinaut expiring")}, ${f.command("/profinaut expiring 30")} or ${f.command("/profinaut expiring 90 2")}. Nothing was done.`,

  "expiry.button": (p) => `${p.label} ${p.target}`,
  "expiry.certificate": (p, f) => `certificate ${f.code(p.name)}`,
  "expiry.clean-up": () => "Clean up",
  "expiry.github": (p, f) => `GitHub credential ${f.code(p.name)}`,
  "expiry.itself": () => "the bot renews it by itself",
  "expiry.left": (p, f) => `*${f.count(p.days, "day", "days")} left* (${f.time(p.atMs)})`,
  "expiry.left-age": (p, f) => `*to be renewed in ${f.count(p.days, "day", "days")}* (${f.time(p.atMs)})`,
  "expiry.left-hours": (p, f) => `*${f.duration(p.inMs)} left* (${f.time(p.atMs)})`,
  "expiry.left-out": (p, f) => `${f.count(p.count, "more", "more")} that die later, or could not be read, are left out`,
  "expiry.line": (p, f) => `${p.mark} ${p.what} – ${p.left}${owned(p, f)}`,
  "expiry.never": () => "*never ends*",
  "expiry.old": (p, f) => `*${f.count(p.days, "day", "days")} old*; ${p.left}`,
  "expiry.over": (p, f) => `*ended ${f.duration(p.agoMs)} ago* (${f.time(p.atMs)})`,
  "expiry.over-age": (p, f) => `*should have been renewed ${f.duration(p.agoMs)} ago*`,
  "expiry.own-login": (p, f) => `the bot's own login ${f.code(p.name)}`,
  "expiry.reason-endless": () => "never ends",
  "expiry.reason-expired": (p, f) => (p.days === 0 ? "ended today" : `ended ${f.count(p.days, "day", "days")} ago`),
  "expiry.reason-expires": (p, f) => (p.days === 0 ? "expires within a day" : `expires in ${f.count(p.days, "day", "days")}`),
  "expiry.reason-old": (p, f) => `is ${f.count(p.days, "day", "days")} old`,
  "expiry.register": () => "Register anew",
  "expiry.rotate": () => "Rotate",
  "expiry.secret-id": (p, f) => `SecretID ${f.code(p.name)}`,
  "expiry.signing-key": (p, f) => `signing key ${f.code(p.name)}`,
  "expiry.snoozed": (p, f) => `😴 snoozed until ${f.time(p.untilMs)} by ${f.user(p.by)} because ${f.code(p.reason)}`,
  "expiry.snoozed-in-vain": (p, f) =>
    `snoozed until ${f.time(p.untilMs)} by ${f.user(p.by)} because ${f.code(p.reason)}, and shown all the same: it is nearly over`,
  "expiry.unexpected": () => "it failed in a way nobody expected; the worker's log has the place",
  "expiry.unknown": () => "no end is known",
  "expiry.value": (p, f) => `value ${f.code(p.name)}`,
  "expiry.with": (p) => `${p.line} · ${p.more}`,

  "own-login.gone": (p, f) =>
    `Vault does not know the SecretID any more by which ${f.code(p.role)} logs in: the bot stops when its token ends. Run ${f.code("profinaut bootstrap --hand-over")} and give the bot the new one.`,
  "own-login.how": (_, f) => `run ${f.code("profinaut bootstrap --hand-over")} and give the bot the new SecretID`,
  "own-login.title": () => "the bot's own login at Vault",
  "own-login.token": () => "the token of the login above",

  "secret-ids.foreign": () => "made by hand",
  "secret-ids.orphan": () => "left behind by an attempt",
  "secret-ids.staging": (p, f) =>
    `${f.code(p.role)} is not among the bot's roles: whoever gave it out issues a new one, or add it to ${f.code("profinaut.yml")}`,
  "secret-ids.title": () => "SecretIDs of the AppRoles",

  "signing-keys.title": () => "signing keys",

  "values.by-age": (p, f) => `our policy: renewed every ${f.duration(p.maxAgeMs)}`,
  "values.odd-expiry": (_, f) =>
    `${f.code("expires")} is no date, so nobody knows when it ends; note a day such as ${f.code("2027-01-31")}`,
  "values.odd-name": () => "made by hand under a name the bot does not touch, so it was not looked at",
  "values.title": () => "values in Vault",
  "values.too-many": (p, f) => `${f.count(p.count, "more value was", "more values were")} not looked at; these are too many`,
  "values.too-many-folders": (p) => `there are more than ${p.most} folders, so only the first level was looked at`,
};
