import type { z } from "zod";
import type { AnswerAction } from "../domain/answer.ts";
import { Words } from "../domain/arguments.ts";
import type { CommandWords } from "../domain/command.ts";
import { AppError, InputError } from "../domain/errors.ts";
import { dayMs, type ExpiryItem, ExpiryReport, expiryReportName, foundIn, isDue } from "../domain/expiry.ts";
import { expiryLine } from "../domain/expiry-line.ts";
import type { Query, QueryContext } from "../domain/query.ts";
import { renewalActions } from "../domain/renewals.ts";
import { type Sentence, say, sentenceIssue } from "../domain/sentence.ts";
import { type Snooze, snoozeOf } from "../domain/snooze.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "expiring.summary": NoParams;
    "expiring.usage": NoParams;
    "expiring.heading": { count: number };
    "expiring.heading-within": { count: number; days: number };
    "expiring.none": NoParams;
    "expiring.none-within": { days: number };
    "expiring.never-looked": NoParams;
    "expiring.looked": { atMs: number };
    "expiring.stale": { atMs: number; agoMs: number };
    "expiring.failures": NoParams;
    "expiring.failure": { source: Sentence; what: string; because: Sentence };
    "expiring.no-snoozes": { because: Sentence };
    "expiring.no-page": { pages: number };
    "expiring.page": { page: number; pages: number };
    "expiring.next": { count: number };
  }
}

interface Asked {
  /** `null`: whatever ends at all. */
  readonly days: number | null;
  readonly page: number;
}

const number = /^[1-9]\d{0,3}d?$/i;
const everything = /^all$/i;

const Asked: z.ZodType<Asked, CommandWords> = Words.transform(({ words, flags }, context) => {
  const [days, page, ...extra] = [...words, ...flags.map((flag) => `--${flag}`)];
  const isAll = days === undefined || everything.test(days);
  const isUnderstood = (isAll || number.test(days)) && (page === undefined || number.test(page)) && extra.length === 0;
  if (!isUnderstood) context.addIssue(sentenceIssue(say("expiring.usage", {})));
  return { days: isAll ? null : Number.parseInt(days, 10), page: Number.parseInt(page ?? "1", 10) };
});

const pageSize = 20;
const mostButtons = 4;

/** What ends, what dies first at the top; and what could not be looked at. */
export const expiring: Query<Asked> = {
  name: "expiring",
  usage: "[days] [page]",
  summary: say("expiring.summary", {}),
  examples: ["expiring", "expiring 30", "expiring 90 2"],
  input: Asked,
  answer: async (asked, context) => {
    const { ports, nowMs, signal } = context;
    const isFresh = await ports.refreshNow("expiry", signal);
    const stored = await ports.reports.read(expiryReportName);
    const report = ExpiryReport.safeParse(stored?.content).data;
    if (stored === undefined || report === undefined) return { heading: say("expiring.never-looked", {}), sections: [] };
    const { items, failures } = foundIn(report);
    const wanted = asked.days === null ? items : items.filter((item) => isDue(item, nowMs, (asked.days ?? 0) * dayMs));
    const pages = Math.max(1, Math.ceil(wanted.length / pageSize));
    if (asked.page > pages) throw new InputError("expiring.no-page", say("expiring.no-page", { pages }));
    const shown = wanted.slice((asked.page - 1) * pageSize, asked.page * pageSize);
    const { snoozes, problem } = await snoozesOf(context);
    const line = (item: ExpiryItem): Sentence =>
      expiryLine(item, { nowMs, owners: ports.reminders.owners, snooze: snoozeOf(item, snoozes, nowMs) });
    const left = wanted.length - asked.page * pageSize;
    return {
      heading: headingOf(wanted.length, asked),
      sections: [
        { lines: shown.map(line) },
        { heading: say("expiring.failures", {}), lines: failures.map((failure) => say("expiring.failure", failure)) },
        {
          lines: [
            ...problem,
            ...(pages > 1 ? [say("expiring.page", { page: asked.page, pages })] : []),
            isFresh
              ? say("expiring.looked", { atMs: stored.atMs })
              : say("expiring.stale", { atMs: stored.atMs, agoMs: nowMs - stored.atMs }),
          ],
        },
      ].filter(({ lines }) => lines.length > 0),
      actions: [...renewalActions(shown, nowMs, mostButtons), ...(left > 0 ? [nextPage(asked, Math.min(left, pageSize))] : [])],
    };
  },
};

function headingOf(count: number, { days }: Asked): Sentence {
  if (days === null) return count === 0 ? say("expiring.none", {}) : say("expiring.heading", { count });
  return count === 0 ? say("expiring.none-within", { days }) : say("expiring.heading-within", { count, days });
}

/** What cannot be known to be snoozed is shown as if nobody had. */
async function snoozesOf({ ports }: QueryContext): Promise<{
  readonly snoozes: readonly Snooze[];
  readonly problem: readonly Sentence[];
}> {
  try {
    return { snoozes: await ports.snoozes(), problem: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { snoozes: [], problem: [say("expiring.no-snoozes", { because: error.sentence })] };
  }
}

const nextPage = ({ days, page }: Asked, count: number): AnswerAction => ({
  label: say("expiring.next", { count }),
  command: ["expiring", days ?? "all", page + 1].join(" "),
});
