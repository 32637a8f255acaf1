import type { Format } from "./format.ts";
import type { Section } from "./locale.ts";

const askedBy = ({ by, reason }: { readonly by: string; readonly reason: string }, f: Format): string =>
  `${f.user(by)} asked for it${reason === "" ? "" : `, because: ${f.code(reason)}`}.`;

/** In English: what is told to one person alone. */
export const enWords: Section<"outcome" | "word"> = {
  "outcome.denied": (p, f) =>
    `⛔ *${p.title}* was denied by ${f.user(p.by)}. Nothing was changed. Ask them why, before you ask again.`,
  "outcome.expired": (p, f) =>
    `⌛ *${p.title}* expired at ${f.time(p.atMs)}: ${f.count(p.missing, "more person", "more people")} had to approve. Nothing was changed; ask again with the same command.`,
  "outcome.failed": (p) => `❌ *${p.title}* failed: ${p.because}`,
  "outcome.needs-attention": (p) =>
    `🚨 *${p.title}* stopped half-way, and a person has to look: ${p.because} The card shows how far it is and what can be done.`,
  "outcome.succeeded": (p) => `✅ *${p.title}* is done. ${p.outcome}`,
  "outcome.unexplained": () => "No reason is recorded.",

  "word.about": (p, f) => {
    const links = p.link === "" ? [] : [f.link(p.link, "open the card")];
    return [`${p.what}\n${f.code(`/profinaut ${p.command}`)}`, f.code(p.id), ...links].join(" · ");
  },
  "word.half": (p, f) =>
    `⏳ *${p.title}* still waits for approval, and you may decide. ${askedBy(p, f)} ${f.count(p.missing, "person has", "people have")} to approve within ${f.duration(p.leftMs)}, before ${f.time(p.expiresAtMs)}.`,
  "word.last": (p, f) =>
    `⏰ *${p.title}* is about to expire, and you may still decide. ${askedBy(p, f)} ${f.count(p.missing, "person has", "people have")} to approve within ${f.duration(p.leftMs)}, before ${f.time(p.expiresAtMs)}; then nothing is changed, and somebody has to ask again.`,
};
