import type { AuditAction, AuditEntry } from "../../domain/audit.ts";
import { off } from "../../domain/clocks.ts";
import { firstLetters } from "../../domain/cut.ts";
import type { Json } from "../../domain/json.ts";
import { isSentence, type Sentence, say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "trail.line": { atMs: number; what: Sentence };
    "trail.user": { id: string };
    "trail.bot": NoParams;
    "trail.unspecified": NoParams;
    "trail.cause": { text: string };
    "trail.other": { by: Sentence; action: string };
    "trail.request.submitted": { by: Sentence };
    "trail.request.prepared": { digest: string };
    "trail.request.refused": { because: Sentence };
    "trail.request.approved-by": { by: Sentence; digest: string };
    "trail.request.denied-by": { by: Sentence; digest: string };
    "trail.request.approved": NoParams;
    "trail.request.cancelled": { by: Sentence };
    "trail.request.expired": NoParams;
    "trail.request.lapsed": { because: Sentence };
    "trail.request.drifted": { changes: readonly string[] };
    "trail.request.approval-withdrawn": { because: Sentence };
    "trail.request.tampered": { detail: string };
    "trail.request.signed": NoParams;
    "trail.run.postponed": { untilMs: number; because: Sentence };
    "trail.step.due": { step: string; dueAtMs: number };
    "trail.request.redacted": { by: string };
    "trail.run.started": { attempt: number };
    "trail.run.resumed": { by: Sentence };
    "trail.run.succeeded": { outcome: Sentence };
    "trail.run.failed": { because: Sentence };
    "trail.run.needs-attention": { because: Sentence };
    "trail.run.stop-asked": { by: Sentence };
    "trail.retire.hastened-by": { by: Sentence };
    "trail.step.started": { step: string };
    "trail.step.marked": { step: string; part: string };
    "trail.step.done": { step: string };
    "trail.step.failed": { step: string; because: Sentence };
    "trail.step.undone": { step: string };
    "trail.command.refused": { by: Sentence; because: Sentence };
    "trail.press.refused": { by: Sentence; because: Sentence };
    "trail.form.refused": { by: Sentence; because: Sentence };
    "trail.orphan.destroyed": { found: string };
    "trail.orphan.found": { found: string };
    "trail.finding.raised": { found: string };
    "trail.finding.cleared": { found: string };
    "trail.clocks.differ": { host: string; off: Sentence };
    "trail.weekly-check.posted": { found: string };
    "trail.schedule.skipped": { by: Sentence; slotAtMs: number };
    "trail.expiry.snoozed": { by: Sentence; found: string };
    "trail.log.continued": { by: Sentence; reason: string };
    "trail.flood.refused": { refused: number; people: number; lastedMs: number; most: readonly string[] };
  }
}

/** What begins is on the card, and ends in a line of its own; a note in the middle of a step is for the auditor's export. */
const unsaid: ReadonlySet<string> = new Set<AuditAction>([
  "step.started",
  "step.marked",
  "step.due",
  "run.postponed",
  "request.signed",
]);

/** The line of the card's thread for one entry of the trail; `undefined` when it says nothing to a reader there. */
export const trailLine = (entry: AuditEntry): Sentence | undefined =>
  unsaid.has(entry.action) ? undefined : say("trail.line", { atMs: entry.atMs, what: trailSentence(entry) });

/** What an entry of the trail says. Total: stored details of any shape, and actions nobody knows any more. */
export function trailSentence(entry: AuditEntry): Sentence {
  const describe = Object.hasOwn(sentences, entry.action) ? sentences[entry.action] : undefined;
  return describe === undefined ? say("trail.other", { by: actor(entry), action: entry.action }) : describe(entry);
}

type Describe = (entry: AuditEntry) => Sentence;

const told: { readonly [A in AuditAction]: Describe } = {
  "request.submitted": (entry) => say("trail.request.submitted", { by: actor(entry) }),
  "request.prepared": (entry) => say("trail.request.prepared", { digest: firstLetters(text(entry, "digest"), 12) }),
  "request.refused": (entry) => say("trail.request.refused", { because: because(entry) }),
  "request.approved-by": (entry) => say("trail.request.approved-by", { by: actor(entry), digest: text(entry, "digest") }),
  "request.denied-by": (entry) => say("trail.request.denied-by", { by: actor(entry), digest: text(entry, "digest") }),
  "request.approved": () => say("trail.request.approved", {}),
  "request.cancelled": (entry) => say("trail.request.cancelled", { by: actor(entry) }),
  "request.lapsed": (entry) => say("trail.request.lapsed", { because: because(entry) }),
  "request.expired": () => say("trail.request.expired", {}),
  "request.drifted": (entry) => say("trail.request.drifted", { changes: changes(entry) }),
  "request.approval-withdrawn": (entry) => say("trail.request.approval-withdrawn", { because: because(entry) }),
  "request.tampered": (entry) => say("trail.request.tampered", { detail: text(entry, "detail") }),
  "request.signed": () => say("trail.request.signed", {}),
  "run.postponed": (entry) => say("trail.run.postponed", { untilMs: number(entry, "untilMs"), because: because(entry) }),
  "step.due": (entry) => say("trail.step.due", { step: text(entry, "step"), dueAtMs: number(entry, "dueAtMs") }),
  "request.redacted": (entry) => say("trail.request.redacted", { by: text(entry, "by") }),
  "run.started": (entry) => say("trail.run.started", { attempt: number(entry, "attempt") }),
  "run.resumed": (entry) => say("trail.run.resumed", { by: actor(entry) }),
  "run.succeeded": (entry) => say("trail.run.succeeded", { outcome: because(entry) }),
  "run.failed": (entry) => say("trail.run.failed", { because: because(entry) }),
  "run.needs-attention": (entry) => say("trail.run.needs-attention", { because: because(entry) }),
  "retire.hastened-by": (entry) => say("trail.retire.hastened-by", { by: actor(entry) }),
  "run.stop-asked": (entry) => say("trail.run.stop-asked", { by: actor(entry) }),
  "step.started": (entry) => say("trail.step.started", { step: text(entry, "step") }),
  "step.marked": (entry) => say("trail.step.marked", { step: text(entry, "step"), part: text(entry, "part") }),
  "step.done": (entry) => say("trail.step.done", { step: text(entry, "step") }),
  "step.failed": (entry) => say("trail.step.failed", { step: text(entry, "step"), because: because(entry) }),
  "step.undone": (entry) => say("trail.step.undone", { step: text(entry, "step") }),
  "command.refused": (entry) => say("trail.command.refused", { by: actor(entry), because: because(entry) }),
  "press.refused": (entry) => say("trail.press.refused", { by: actor(entry), because: because(entry) }),
  "form.refused": (entry) => say("trail.form.refused", { by: actor(entry), because: because(entry) }),
  "orphan.destroyed": (entry) => say("trail.orphan.destroyed", { found: listed(entry) }),
  "orphan.found": (entry) => say("trail.orphan.found", { found: listed(entry) }),
  "finding.raised": (entry) => say("trail.finding.raised", { found: listed(entry) }),
  "finding.cleared": (entry) => say("trail.finding.cleared", { found: listed(entry) }),
  "clocks.differ": (entry) => say("trail.clocks.differ", { host: text(entry, "host"), off: off(number(entry, "vaultAheadMs")) }),
  "weekly-check.posted": (entry) => say("trail.weekly-check.posted", { found: listed(entry) }),
  "schedule.skipped": (entry) => say("trail.schedule.skipped", { by: actor(entry), slotAtMs: number(entry, "slotMs") }),
  "expiry.snoozed": (entry) => say("trail.expiry.snoozed", { by: actor(entry), found: listed(entry) }),
  "log.continued": (entry) => say("trail.log.continued", { by: actor(entry), reason: text(entry, "reason") }),
  "flood.refused": (entry) =>
    say("trail.flood.refused", {
      refused: number(entry, "refused"),
      people: number(entry, "people"),
      lastedMs: number(entry, "lastedMs"),
      most: names(entry, "most"),
    }),
};
const sentences: { readonly [action: string]: Describe } = told;

const actor = ({ actor: by }: AuditEntry): Sentence => {
  if (by.startsWith("user:")) return say("trail.user", { id: by.slice("user:".length) });
  return by.startsWith("schedule:") ? say("trail.user", { id: by }) : say("trail.bot", {});
};

const text = ({ details }: AuditEntry, name: string): string => textOf(details[name]);

const textOf = (value: Json | undefined): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

const number = ({ details }: AuditEntry, name: string): number => {
  const value = details[name];
  return typeof value === "number" ? value : 0;
};

const because = ({ details }: AuditEntry): Sentence => {
  const value: unknown = details["because"];
  if (isSentence(value)) return value;
  return typeof value === "string" && value !== "" ? say("trail.cause", { text: value }) : say("trail.unspecified", {});
};

const changes = ({ details }: AuditEntry): readonly string[] => {
  const all: Json | undefined = details["changes"];
  const items: readonly Json[] = Array.isArray(all) ? all : [];
  return items.map((change) =>
    isRecord(change) ? `${textOf(change["what"])}: ${textOf(change["before"])} → ${textOf(change["after"])}` : textOf(change),
  );
};

const names = ({ details }: AuditEntry, name: string): readonly string[] => {
  const value = details[name];
  return value !== undefined && isRecord(value) ? Object.keys(value) : [];
};

const listed = ({ details }: AuditEntry): string =>
  Object.entries(details)
    .filter(([name]) => name !== "signed" && name !== "record")
    .map(([name, value]) => `${name} ${textOf(value)}`)
    .join(", ");

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
