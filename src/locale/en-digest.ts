import type { Section } from "./locale.ts";

/** In English: the weekly digest, and snoozing what is in it. */
export const enDigest: Section<"digest" | "snooze"> = {
  "digest.aloud": (p) =>
    p.weeks.length === 0 ? "Nothing ends in the coming 13 weeks." : `How many end, by week from now: ${p.weeks.join(", ")}.`,
  "digest.busy": (_, f) =>
    `Another digest is being posted; nothing was done. Type ${f.command("/profinaut digest now")} again in a minute.`,
  "digest.failed": () => "*Could not be looked at*",
  "digest.heading": (p, f) =>
    `🗓️ *What ends: ${f.count(p.due, "thing wants", "things want")} to be renewed within ${f.count(p.days, "day", "days")}*${p.expired === 0 ? "" : ` · ⛔ ${p.expired} ended`}${p.week === 0 ? "" : ` · 🔴 ${p.week} within a week`}`,
  "digest.ignored": (p) => `${p.line}\n👉 It was in the last digest too, and nobody has done anything about it. Who owns it?`,
  "digest.ignored-by": (p, f) =>
    `${p.line}\n👉 ${f.users(p.userIds)}: it was in the last digest too, and nobody has done anything about it.`,
  "digest.just-posted": (p, f) =>
    `A digest was posted less than a minute ago; nothing was done.${p.link === "" ? "" : ` ${f.link(p.link, "Read it")}, or`} type ${f.command("/profinaut expiring")} for yourself alone.`,
  "digest.looked": (p, f) => `Looked at ${f.time(p.atMs)}.`,
  "digest.more": (p) => `Next: ${p.count} more`,
  "digest.never-looked": (_, f) => `no worker has looked at what ends yet; see ${f.command("/profinaut status")}`,
  "digest.no-snoozes": (p) => `it cannot be known what is snoozed, so everything is shown: ${p.because}`,
  "digest.nothing-due": (p, f) => `🗓️ *What ends: nothing more wants to be renewed within ${f.count(p.days, "day", "days")}*`,
  "digest.picture": (p, f) => `now ${f.code(p.bars)} in 90 days, one mark a week`,
  "digest.posted": (p, f) => `The digest is in the channel${p.link === "" ? "." : `: ${f.link(p.link, "read it")}.`}`,
  "digest.quiet": (p, f) => `🗓️ What ends: nothing within ${f.count(p.days, "day", "days")}. ✅`,
  "digest.quiet-next": (p, f) =>
    `🗓️ What ends: nothing within ${f.count(p.days, "day", "days")}; next is ${p.what}, in ${f.duration(p.inMs)}. ✅`,
  "digest.snooze": () => "Snooze…",
  "digest.snoozed": (p) => `*Snoozed: ${p.count}*`,
  "digest.stale": (p, f) =>
    `⚠️ No worker answered just now; this is from ${f.time(p.atMs)}. See ${f.command("/profinaut status")}.`,
  "digest.summary": () => "Post the digest of what ends into the channel",
  "digest.title": () => "the digest",

  "snooze.days": (p, f) => `Write a number of days from 1 to ${p.most}, such as ${f.code("14")}. Nothing was done.`,
  "snooze.done": (p, f) =>
    `${p.what} is snoozed until ${f.time(p.untilMs)}: the digest still names it, with you and your reason. Two days before its end it is shown again in any case.`,
  "snooze.field.days": () => "For how many days",
  "snooze.field.days-hint": (p) => `1 to ${p.most}`,
  "snooze.field.reason": () => "Why",
  "snooze.field.reason-hint": () => "Everybody reads it in the digest, and it stays in the trail",
  "snooze.form-intro": (p, f) => `${f.code(p.item)} leaves the list of what is due until then, unless it is made anew first.`,
  "snooze.form-submit": () => "Snooze",
  "snooze.form-title": () => "Snooze a reminder",
  "snooze.reason-missing": () => "Say why: everybody who reads the digest will want to know. Nothing was done.",
  "snooze.summary": () => "Keep something that ends out of the digest for a while",
  "snooze.too-late": (p) =>
    `${p.what} is over, or will be within two days; that cannot be silenced. Nothing was done; renew it instead.`,
  "snooze.unknown": (p, f) =>
    `Nothing that ends is called ${f.code(p.item)}; nothing was done. ${p.nearest.length === 0 ? "" : `Did you mean ${f.either(p.nearest)}? `}Type ${f.command("/profinaut expiring")} to see what there is.`,
  "snooze.usage": (_, f) =>
    `What, for how many days, and why? Type ${f.command("/profinaut snooze value/bybit 14 the exchange renews it next week")}. Nothing was done.`,
};
