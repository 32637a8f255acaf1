import type { Section } from "./locale.ts";

/** In English: taking out what people wrote. */
export const enRedact: Section<"redact"> = {
  "redact.already": (p, f) => `What was written in ${f.code(p.id)} was taken out already, by ${f.code(p.by)}. Nothing was done.`,
  "redact.done": (p, f) =>
    `What was written in ${f.code(p.id)} is out of its card and its record. If it was a credential it is still known to whoever read it: it has to be rotated.`,
  "redact.flag-unknown": (p, f) => `${f.code(`--${p.flag}`)} means nothing here; nothing was done.`,
  "redact.impact": () => "nothing, and it cannot be put back. It does not make a credential safe again: rotate that first.",
  "redact.label.log": () => "Stays in the audit log",
  "redact.label.state": () => "The request",
  "redact.label.stays": () => "Stays elsewhere",
  "redact.label.taken": () => "Is taken out",
  "redact.nothing": (p, f) => `Nobody wrote anything in ${f.code(p.id)} that could be taken out; nothing was done.`,
  "redact.reason-missing": () =>
    "Say why, without repeating what is to be taken out: `redact <request id> a password was in the reason, it is rotated`. Nothing was done.",
  "redact.step": (p, f) => `Take what was written out of the card and the record of ${f.code(p.id)}`,
  "redact.still-open": (p, f) =>
    `${f.code(p.id)} is ${p.state}, and something of it is still to come: words can only be taken out of a request that has ended. Rotate the credential now; have the request cancelled or denied, or wait until all of it is done, and ask again. Nothing was done.`,
  "redact.summary": () => "Take what people wrote out of a request that has ended: a credential that slipped through",
  "redact.title": (p) => `Take out what was written in ${p.id}`,
  "redact.usage": (_, f) => `Say which request: ${f.command("/profinaut redact req_01ab23cd45ef why")}. Nothing was done.`,
  "redact.value.log": (p, f) =>
    `entries ${f.codes(p.entries)}, and every export of them: a hash covers each, and taken out of there they would break the proof of all the rest`,
  "redact.value.state": (p) => p.state,
  "redact.value.stays": () =>
    "Redis's append-only file until it is rewritten, and backups; private reminders, notifications, and what Slack keeps of edited messages; for inputs of a workflow its run at GitHub; for an owner what Vault has noted with the value",
  "redact.word.inputs": () => "what was typed as inputs of the workflow",
  "redact.word.owner": () => "the owner",
  "redact.word.reason": () => "the reason",
};
