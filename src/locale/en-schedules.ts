import type { Section } from "./locale.ts";

/** In English: what happens by the clock. */
export const enSchedules: Section<"schedule" | "schedules"> = {
  "schedule.not-configured": (p, f) =>
    `No schedule in \`profinaut.yml\` asks for ${f.code(p.command)} any more, so nothing was done. Ask for it yourself, or set \`rotate\` for the role again.`,
  "schedule.digest": () => "Digest of what ends",
  "schedule.planted": (p, f) =>
    `🛑 ${p.what} was due, and Redis has a record of its request ${f.code(p.id)} that the bot did not write, so that it would not be asked for. It is asked for all the same, by another number. Somebody can write to Redis: docs/operations.md, "Somebody was in Redis".`,
  "schedule.rotation": (p, f) => `Rotation of ${f.code(p.role)}`,
  "schedule.weekly-check": () => "Vault Secrets Check",
  "schedule.skipped": (p, f) =>
    `⏭️ ${p.what} was due, and ${f.link(p.link, p.id)} is still open for the same thing: nothing new was asked. Approve or deny that one.`,
  "schedule.unanswered": (p, f) =>
    `🔔 Nobody approved ${f.code(p.command)} in time (${f.code(p.id)}), which was due by the clock: ${p.times === 1 ? "it was not done" : `${p.times} times in a row now`}. Nothing was changed. Ask again, and have somebody approve it.`,

  "schedules.mend": () =>
    "See that the half of the bot that hears people runs, and read its log for “a schedule could not be followed”. What was missed is made up for once, by itself.",
  "schedules.missed": (p, f) => `${p.what} was due at ${f.time(p.slotAtMs)} and has not begun.`,
  "schedules.stale": (p, f) => `${p.what} has not happened since ${f.time(p.sinceAtMs)}.`,
  "schedules.title": () => "What is to happen by the clock does happen",
  "schedules.why": () => "Nobody is asked and nobody is reminded while schedules stand still.",
};
