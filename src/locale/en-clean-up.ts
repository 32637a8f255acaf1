import type { Section } from "./locale.ts";

/** In English: cleaning up SecretIDs. */
export const enCleanUp: Section<"clean-up"> = {
  "clean-up.current-gone": (p, f) =>
    `The SecretID that was delivered last for ${f.code(p.role)} does not exist in Vault any more, so what was made by hand may be all that works; nothing more is destroyed. Type ${f.code(`/profinaut rotate ${p.role}`)} first.`,
  "clean-up.done": (p, f) =>
    `${f.count(p.count, "SecretID", "SecretIDs")} of ${f.code(p.role)} that served nobody ended. What is delivered, ${f.code(p.current)}, lives.`,
  "clean-up.done-unrotated": (p, f) =>
    `${f.count(p.count, "SecretID", "SecretIDs")} of ${f.code(p.role)} that no destination holds ended. What was made earlier lives; ${f.code(`/profinaut rotate ${p.role}`)} ends that too.`,
  "clean-up.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut clean-up <role> [reason]")}.`,
  "clean-up.impact": (p, f) =>
    `Whoever still uses one of these SecretIDs of ${f.code(p.role)} can no longer log in with it, at once and for good. What the bot delivered keeps working.`,
  "clean-up.impact-unrotated": (p, f) =>
    `Whoever uses one of these SecretIDs of ${f.code(p.role)} from somewhere else than the destinations can no longer log in with it, at once and for good.`,
  "clean-up.in-use": (p, f) =>
    `${f.code(p.accessor)} of ${f.code(p.role)} has been put to use since the approval, so it stays. Look at ${f.code(`/profinaut role ${p.role}`)}, and ask again.`,
  "clean-up.label.ends": () => "Ends",
  "clean-up.label.made": () => "Made",
  "clean-up.label.more": () => "Left for the next time",
  "clean-up.label.stays": () => "Stays",
  "clean-up.no-current": (p, f) =>
    `This bot does not know which SecretID of ${f.code(p.role)} is in use, so what was made by hand may be all that works; nothing more is destroyed. Type ${f.code(`/profinaut rotate ${p.role}`)} first.`,
  "clean-up.nothing": (p, f) =>
    `There is nothing to do, and nobody was asked: every live SecretID of ${f.code(p.role)} is known and serves somebody.`,
  "clean-up.remains": (p, f) => `${f.codes(p.destroyed)} may have ended and cannot come back; not touched: ${f.codes(p.rest)}.`,
  "clean-up.remains-many": () =>
    "Some of them have ended and cannot come back; the rest lives. Try again goes on with the rest, and what the destinations hold stays.",
  "clean-up.role-missing": (_, f) =>
    `Which role? Nothing was done. Type ${f.command("/profinaut clean-up <role>")}; ${f.command("/profinaut roles")} lists them.`,
  "clean-up.step.destroy": (p, f) =>
    `End ${f.code(p.accessor)} – ${p.label} · made ${f.time(p.madeAtMs)} · ${p.expires}${p.notes.length === 0 ? "" : ` · ${f.codes(p.notes)}`}`,
  "clean-up.step.destroy-all": (p, f) =>
    `End ${f.count(p.count, "SecretID", "SecretIDs")}, page by page; each is named in the audit log before it ends`,
  "clean-up.step.verify": () => "Look again: these are gone, and what is delivered lives",
  "clean-up.still-there": (p, f) => `Vault still knows ${f.codes(p.accessors)} after they were destroyed.`,
  "clean-up.summary": () => "End the SecretIDs of a role that serve nobody",
  "clean-up.title": (p, f) => `End ${f.count(p.count, "SecretID", "SecretIDs")} of ${f.code(p.role)} that serve nobody`,
  "clean-up.value.ends": (p) =>
    [
      p.foreign === 0 ? "" : `${p.foreign} made by hand`,
      p.orphan === 0 ? "" : `${p.orphan} orphaned`,
      p.neverExpiring === 0 ? "" : `${p.neverExpiring} of them never expiring`,
    ]
      .filter(Boolean)
      .join(", "),
  "clean-up.value.made": (p, f) => `${f.time(p.fromAtMs)} to ${f.time(p.untilAtMs)}`,
  "clean-up.value.more": (p) => `${p.more} younger that serve nobody`,
  "clean-up.value.stays": (p, f) => `${f.code(p.accessor)}, which the destinations hold, and what the bot has still to retire`,
  "clean-up.value.stays-none": () => "nothing: the bot never rotated this role, and none of its destinations has been written to",
  "clean-up.value.stays-older": (p, f) =>
    `all made before ${f.time(p.writtenAtMs)}, when a destination was last written to: the bot never rotated this role and cannot know which of those it holds`,
};
