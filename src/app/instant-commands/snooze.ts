import type { z } from "zod";
import { answerOf } from "../../domain/answer.ts";
import { Words } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { ConflictError, InputError, NotFoundError } from "../../domain/errors.ts";
import { dayMs, type ExpiryItem, ExpiryReport, expiryId, expiryReportName, foundIn } from "../../domain/expiry.ts";
import { whatEnds } from "../../domain/expiry-line.ts";
import type { FormMistake } from "../../domain/form.ts";
import type { InstantCommand, InstantCommandForm } from "../../domain/instant-command.ts";
import { nearestOf } from "../../domain/nearest.ts";
import type { CommandInfo } from "../../domain/query.ts";
import { secretIn } from "../../domain/secret-shape.ts";
import { say, sentenceIssue } from "../../domain/sentence.ts";
import { canBeSnoozed, longestSnoozeDays, snoozeStatement } from "../../domain/snooze.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Reports } from "../../ports/reports.ts";
import type { DecisionSigner } from "../../ports/signing-keys.ts";
import type { Snoozes } from "../../ports/snoozes.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "snooze.summary": NoParams;
    "snooze.usage": NoParams;
    "snooze.days": { most: number };
    "snooze.reason-missing": NoParams;
    "snooze.unknown": { item: string; nearest: readonly string[] };
    "snooze.too-late": { what: Sentence };
    "snooze.done": { what: Sentence; untilMs: number };
    "snooze.form-submit": NoParams;
    "snooze.form-title": NoParams;
    "snooze.form-intro": { item: string };
    "snooze.field.days": NoParams;
    "snooze.field.days-hint": { most: number };
    "snooze.field.reason": NoParams;
    "snooze.field.reason-hint": NoParams;
  }
}

export const snoozeCommand: CommandInfo = {
  name: "snooze",
  usage: "<kind/name> <days> <reason>",
  summary: say("snooze.summary", {}),
  examples: ["snooze value/bybit 14 the exchange renews it next week"],
  approval: false,
};

interface SnoozeInput {
  /** As it stands in the digest: `value/bybit`. */
  readonly item: string;
  /** `null`: not typed yet. */
  readonly days: number | null;
  readonly reason: string;
}

const longestReason = 300;

const daysIn = (word: string): number | undefined => {
  const days = /^[1-9]\d{0,2}d?$/i.test(word) ? Number.parseInt(word, 10) : 0;
  return days >= 1 && days <= longestSnoozeDays ? days : undefined;
};

const Input: z.ZodType<SnoozeInput, CommandWords> = Words.transform(({ words, flags }, context) => {
  const [item = "", days, ...reason] = words;
  const wrong = (sentence: ReturnType<typeof say>): void => context.addIssue(sentenceIssue(sentence));
  if (!/^[a-z-]+\/\S{1,250}$/i.test(item) || flags.length > 0) wrong(say("snooze.usage", {}));
  else if (days !== undefined && daysIn(days) === undefined) wrong(say("snooze.days", { most: longestSnoozeDays }));
  else if (reason.join(" ").length > longestReason) wrong(say("command.reason-too-long", { max: longestReason }));
  return { item: item.toLowerCase(), days: daysIn(days ?? "") ?? null, reason: reason.join(" ") };
});

const form: InstantCommandForm<SnoozeInput> = {
  ask: ({ item, days, reason }) =>
    days !== null && reason !== ""
      ? undefined
      : {
          title: say("snooze.form-title", {}),
          submit: say("snooze.form-submit", {}),
          intro: [say("snooze.form-intro", { item })],
          fields: [
            {
              id: "days",
              kind: "text",
              label: say("snooze.field.days", {}),
              hint: say("snooze.field.days-hint", { most: longestSnoozeDays }),
              isOptional: false,
            },
            {
              id: "reason",
              kind: "text",
              label: say("snooze.field.reason", {}),
              hint: say("snooze.field.reason-hint", {}),
              isOptional: false,
            },
          ],
        },

  fill: ({ item }, { texts }) => {
    const days = daysIn(texts.get("days") ?? "");
    const reason = (texts.get("reason") ?? "").split(/\s+/).join(" ").trim();
    const secret = secretIn(reason);
    const mistakes: FormMistake[] = [
      ...(days === undefined ? [{ field: "days", because: say("snooze.days", { most: longestSnoozeDays }) }] : []),
      ...(reason === "" ? [{ field: "reason", because: say("snooze.reason-missing", {}) }] : []),
      ...(secret === undefined ? [] : [{ field: "reason", because: say("form.secret", { what: secret }) }]),
      ...(reason.length > longestReason
        ? [{ field: "reason", because: say("command.reason-too-long", { max: longestReason }) }]
        : []),
    ];
    return mistakes.length > 0 || days === undefined ? { mistakes } : { input: { item, days, reason } };
  },
};

export interface SnoozeDeps {
  readonly reports: Pick<Reports, "read">;
  readonly snoozes: Pick<Snoozes, "save">;
  readonly signer: DecisionSigner;
  readonly audit: Pick<AuditLog, "append">;
}

/** Keeps something that ends out of the weekly digest for a while: with a reason, on the trail, and shown as such. */
export function createSnooze({ reports, snoozes, signer, audit }: SnoozeDeps): InstantCommand<SnoozeInput> {
  return {
    info: snoozeCommand,
    input: Input,
    words: ({ item, days, reason }) => ({ words: [item, ...(days === null ? [] : [String(days)]), ...words(reason)], flags: [] }),
    form,
    act: async ({ item: wanted, days, reason }, { actor, nowMs, signal }) => {
      if (days === null || reason === "") throw new InputError("snooze.reason-missing", say("snooze.reason-missing", {}));
      const item = await find(wanted);
      if (!canBeSnoozed(item, nowMs))
        throw new ConflictError("snooze.too-late", say("snooze.too-late", { what: whatEnds(item) }));
      const { expiresAtMs } = item;
      const untilMs = nowMs + days * dayMs;
      const said = { item: expiryId(item), expiresAtMs, untilMs, atMs: nowMs, by: actor.userId, reason };
      const signature = await signer.sign(snoozeStatement(said), signal);
      const { atMs: _, by, ...details } = said;
      await audit.append([{ atMs: nowMs, actor: `user:${by}`, action: "expiry.snoozed", request: null, details }]);
      await snoozes.save({ ...said, signature });
      return answerOf(say("snooze.done", { what: whatEnds(item), untilMs }));
    },
  };

  async function find(wanted: string): Promise<ExpiryItem> {
    const report = ExpiryReport.safeParse((await reports.read(expiryReportName))?.content).data;
    const { items } = foundIn(report ?? { sources: [] });
    const item = items.find((each) => expiryId(each).toLowerCase() === wanted);
    if (item !== undefined) return item;
    const nearest = nearestOf(wanted, items.map(expiryId));
    throw new NotFoundError("snooze.unknown", say("snooze.unknown", { item: wanted, nearest }));
  }
}

const words = (text: string): readonly string[] => text.split(" ").filter((word) => word !== "");
