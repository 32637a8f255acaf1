import type { Format } from "./format.ts";
import type { Section } from "./locale.ts";

const startAnew = (role: string, f: Format): string =>
  `So none of its SecretIDs ends. Is there a newer copy of Redis? Then stop the bot and put that one back. Otherwise type ${f.code(`/profinaut adopt ${role}`)}, which takes over what Vault and GitHub say and ends nothing, or ${f.code(`/profinaut rotate ${role}`)}, which delivers a new one and ends nothing; afterwards ${f.code(`/profinaut clean-up ${role}`)} ends the rest.`;

const deliverAnew = (role: string, f: Format): string =>
  `So nobody knows which SecretID it holds, and none ends. Type ${f.code(`/profinaut rotate ${role}`)}: it delivers a new one everywhere.`;

/** In English: why nothing is ended. */
export const enDoubt: Section<"doubt"> = {
  "doubt.changed": (p, f) =>
    `${f.code(p.destination)} was written ${f.time(p.atMs)}, and not by the bot's last delivery for ${f.code(p.role)}. ${deliverAnew(p.role, f)}`,
  "doubt.missing": (p, f) =>
    `${f.code(p.destination)}, where the SecretID of ${f.code(p.role)} belongs, is not there, or the bot may not see it. ${deliverAnew(p.role, f)}`,
  "doubt.never-delivered": (p, f) =>
    `${f.code(p.destination)} was not written by the bot's last delivery for ${f.code(p.role)}. ${deliverAnew(p.role, f)}`,
  "doubt.newer": (p, f) =>
    `Vault holds ${f.code(p.accessor)} of rotation ${p.generation}, and all that the bot remembers of ${f.code(p.role)} ends at rotation ${p.known}: Redis is older than what was done, as after a backup was put back. ${startAnew(p.role, f)}`,
  "doubt.other-tag": (p, f) =>
    `Vault says that ${f.code(p.accessor)}, which the bot takes for the one in use by ${f.code(p.role)}, was issued by another rotation than the bot remembers. ${startAnew(p.role, f)}`,
  "doubt.trail": (p, f) =>
    `The trail in Redis has lost what the channel witnessed ${f.time(p.atMs)}, as after a backup was put back, so the bot may have forgotten what it did to ${f.code(p.role)}. ${startAnew(p.role, f)}`,
};
