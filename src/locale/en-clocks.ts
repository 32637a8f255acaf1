import type { Section } from "./locale.ts";

/** In English: whose clock is wrong. */
export const enClocks: Section<"clocks"> = {
  "clocks.ahead": (p, f) => `${f.duration(p.byMs)} ahead of`,
  "clocks.all": (p, f) =>
    `The clock of ${f.code(p.host)}, where the bot runs, agrees with no other: Vault's is ${p.vault} it, that of Redis ${p.redis} it.`,
  "clocks.behind": (p, f) => `${f.duration(p.byMs)} behind`,
  "clocks.github": (p) => `GitHub's clock, by its answers, is ${p.off} those of Vault, Redis and the bot.`,
  "clocks.github-why": () =>
    "The bot compares GitHub's times among each other, so nothing is done early or late for it; but either GitHub's clock is wrong, or those of the bot, of Vault and of Redis are wrong together.",
  "clocks.mend": () =>
    "Have that host keep the time: `timedatectl set-ntp true`, or chrony; `timedatectl` shows whether it works. A container has the clock of its host, a virtual machine may need it after it was paused.",
  "clocks.own": (p, f) => `The clock of ${f.code(p.host)}, where the bot runs, is ${p.off} Vault's and Redis's.`,
  "clocks.own-why": () =>
    "The bot goes by the time of Vault and Redis meanwhile. Its log has that host's wrong times, and whatever else there checks a certificate or a token may refuse it.",
  "clocks.redis-why": () =>
    "Nothing is judged by it. When it is set, what Redis keeps for a time (locks, claims) may end at once, or far too late.",
  "clocks.server": (p) => `The clock of ${p.server} is ${p.off} those of the bot and of the other server.`,
  "clocks.title": () => "The clocks of the bot, of Vault, of Redis and of GitHub agree",
  "clocks.two": (p, f) => `The clock of ${p.server} is ${p.off} that of ${f.code(p.host)}, where the bot runs.`,
  "clocks.unsure-why": () =>
    "Nobody can tell which of them is right, so the bot goes by the middle one: schedules, expiries and the trail may have wrong times.",
  "clocks.vault-why": () =>
    "SecretIDs, tokens and what waits in Vault end by its clock, and its audit log is dated by it. The bot judges their lives by that clock, all else by its own.",
};
