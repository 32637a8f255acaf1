import type { Section } from "./locale.ts";

/** In English: taking over what Vault and GitHub say of a role. */
export const enAdopt: Section<"adopt"> = {
  "adopt.changed": (p, f) =>
    `What Vault or GitHub says of ${f.code(p.role)} changed since the approval; nothing was changed. Ask again: ${f.code(`/profinaut adopt ${p.role}`)}.`,
  "adopt.done": (p, f) =>
    `The bot takes ${f.code(p.accessor)} for the SecretID that ${f.code(p.role)} uses, as Vault and GitHub say. Nothing ended; ${f.code(`/profinaut clean-up ${p.role}`)} ends what serves nobody.`,
  "adopt.done-unknown": (p, f) =>
    `The bot keeps every SecretID of ${f.code(p.role)} that it issued, because nobody can tell which is in use. Type ${f.code(`/profinaut rotate ${p.role}`)}: it delivers a new one and retires the rest after the overlap.`,
  "adopt.flag-unknown": (p, f) =>
    `${f.code(`--${p.flag}`)} is not known; nothing was done. Type ${f.command("/profinaut adopt <role> [reason]")}.`,
  "adopt.impact": (p, f) =>
    `Nothing ends. From then on the bot knows again what ${f.code(p.role)} uses, so rotating and cleaning up may end the others.`,
  "adopt.impact-unknown": (p, f) =>
    `Nothing ends, and nothing is taken for what ${f.code(p.role)} uses. The next rotation delivers a new SecretID everywhere, and ends the others after the overlap.`,
  "adopt.label.current": () => "In use",
  "adopt.label.destination": (p, f) => f.code(p.destination),
  "adopt.label.lost": () => "Lost from the log",
  "adopt.label.others": () => "Stay alive",
  "adopt.label.rotations": () => "Rotations",
  "adopt.nothing": (p, f) =>
    `There is nothing to take over, and nobody was asked: what the bot remembers of ${f.code(p.role)} is what Vault says.`,
  "adopt.role-missing": (_, f) =>
    `Which role? Nothing was done. Type ${f.command("/profinaut adopt <role>")}; ${f.command("/profinaut roles")} lists them.`,
  "adopt.step.take-over": (p, f) => `Look once more, and write down what ${f.code(p.role)} uses`,
  "adopt.summary": () => "After a loss: take over what Vault and GitHub say is in use; ends nothing",
  "adopt.title": (p, f) => `Take over what Vault and GitHub say of ${f.code(p.role)}`,
  "adopt.value.current": (p, f) => `${f.code(p.accessor)} · made ${f.time(p.madeAtMs)} · ${p.expires}`,
  "adopt.value.current-unknown": () => "nobody can tell: not every destination changed by the delivery of the newest SecretID",
  "adopt.value.lost": (p, f) =>
    `what was noted until ${f.time(p.untilMs)} at the latest; it no longer keeps the bot from acting on this role`,
  "adopt.value.missing": () => "nothing is there, or the bot may not see it: nobody can tell",
  "adopt.value.others": (p, f) =>
    `${f.count(p.byBot, "SecretID", "SecretIDs")} issued by the bot, ${f.count(p.byHand, "SecretID", "SecretIDs")} issued by hand`,
  "adopt.value.proven": (p, f) => `changed ${f.time(p.atMs)}, when the newest SecretID was delivered, and not since`,
  "adopt.value.rotations": (p) => `the newest SecretID is of rotation ${p.generation}; the next one counts on from there`,
  "adopt.value.unproven": (p, f) => `changed ${f.time(p.atMs)}, and not by the delivery of the newest SecretID: nobody can tell`,
};
