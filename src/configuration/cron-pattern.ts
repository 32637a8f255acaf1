import { z } from "zod";
import { isPossible } from "../domain/cron-occurrences.ts";
import { type Sentence, say, sentenceIssue } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.cron": { fault: Sentence; example: string };
    "config.cron.minute": NoParams;
    "config.cron.hour": NoParams;
    "config.cron.day-of-month": NoParams;
    "config.cron.month": NoParams;
    "config.cron.day-of-week": NoParams;
    "config.cron.never": NoParams;
    "config.cron.nickname": { given: string; nicknames: readonly string[] };
    "config.cron.too-many": { count: number };
    "config.cron.too-few": NoParams;
    "config.cron.question": { field: Sentence };
    "config.cron.odd": { item: string; field: Sentence };
    "config.cron.steps": { item: string; to: number };
    "config.cron.range": { item: string; field: Sentence; from: number; to: number; names: readonly string[] };
    "config.cron.backwards": { item: string; put: string };
    "config.cron.no-end": { item: string; put: string };
    "config.cron.both-days": { ofMonth: string; ofWeek: string };
  }
}

interface Field {
  readonly name: Sentence;
  readonly from: number;
  readonly to: number;
  /** What may stand for the numbers, from the first one on. */
  readonly names?: readonly string[];
  /** What stands for days that no number names, and how to write it. */
  readonly special?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const dayName = days.join("|");
const dayOfMonth: Field = {
  name: say("config.cron.day-of-month", {}),
  from: 1,
  to: 31,
  special: /^(L|LW|([1-9]|[12]\d|3[01])W)$/i,
};
const dayOfWeek: Field = {
  name: say("config.cron.day-of-week", {}),
  from: 0,
  to: 7,
  names: days,
  special: new RegExp(`^([0-7]|${dayName})(#[1-5]|L)$`, "i"),
};
const fields: readonly Field[] = [
  { name: say("config.cron.minute", {}), from: 0, to: 59 },
  { name: say("config.cron.hour", {}), from: 0, to: 23 },
  dayOfMonth,
  { name: say("config.cron.month", {}), from: 1, to: 12, names: months },
  dayOfWeek,
];
const nicknames = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
/** Mondays at 09:00. */
const example = "0 9 * * 1";

/**
 * The one grammar of schedules: what the readers of cron patterns disagree about is either read as people mean it (`?`) or refused
 * with what to write instead. docs/operations.md has the table of their readings.
 */
export const CronPattern = z.string().transform((text, context) => {
  const fault = faultIn(text) ?? (isPossible(anyDay(text), Date.now()) ? undefined : say("config.cron.never", {}));
  if (fault === undefined) return anyDay(text);
  context.addIssue(sentenceIssue(say("config.cron", { fault, example })));
  return z.NEVER;
});

/** `?` in a field of days says that the other one decides: any day. */
const anyDay = (text: string): string => text.replace(/^(\s*\S+\s+\S+\s+)\?(?=\s)/, "$1*").replace(/(\s)\?(\s*)$/, "$1*$2");

function faultIn(text: string): Sentence | undefined {
  const given = text.trim().split(/\s+/);
  const [first = ""] = given;
  if (first.startsWith("@") && given.length === 1)
    return nicknames.includes(first.toLowerCase()) ? undefined : say("config.cron.nickname", { given: first, nicknames });
  if (given.length > fields.length) return say("config.cron.too-many", { count: given.length });
  if (given.length < fields.length) return say("config.cron.too-few", {});
  const faults = fields.flatMap((field, at) => faultInField(field, given[at] ?? "") ?? []);
  return faults[0] ?? faultInDays(given[2] ?? "", given[4] ?? "");
}

function faultInField(field: Field, text: string): Sentence | undefined {
  if (text === "?") return isOfDays(field) ? undefined : say("config.cron.question", { field: field.name });
  return text.split(",").flatMap((item) => faultInItem(field, item) ?? [])[0];
}

function faultInItem(field: Field, item: string): Sentence | undefined {
  const { name, from, to, names = [], special } = field;
  if (special?.test(item)) return undefined;
  const [, first, last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,2}))?$/.exec(item) ?? [];
  if (first === undefined || (first === "*" && last !== undefined)) return say("config.cron.odd", { item, field: name });
  if (step !== undefined && (Number(step) < 1 || Number(step) > to)) return say("config.cron.steps", { item, to });
  if (first === "*") return undefined;
  const [start, end] = rangeOf(field, first, last);
  if (start === undefined || end === undefined) return say("config.cron.range", { item, field: name, from, to, names });
  if (start > end) return say("config.cron.backwards", { item, put: `${start}-${to},${from}-${end}` });
  return step === undefined || last !== undefined
    ? undefined
    : say("config.cron.no-end", { item, put: `${first}-${to}/${step}` });
}

const isOfDays = (field: Field): boolean => field === dayOfMonth || field === dayOfWeek;

function rangeOf(field: Field, first: string, last = first): readonly [number | undefined, number | undefined] {
  const [start, end] = [numberOf(field, first), numberOf(field, last)];
  // Sunday is 0 and 7: where a range ends with it by name, the week ends with it.
  return [start, field === dayOfWeek && end === 0 && start !== 0 ? 7 : end];
}

function numberOf({ from, to, names }: Field, text: string): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  const number = named >= 0 ? named + from : Number(/^\d{1,2}$/.test(text) ? text : Number.NaN);
  return number >= from && number <= to ? number : undefined;
}

/**
 * Where both fields name days, cron runs on either: one that leaves no day out makes a weekly schedule a daily one. A star with
 * steps is read as "both" by some: https://man7.org/linux/man-pages/man5/crontab.5.html
 */
function faultInDays(ofMonth: string, ofWeek: string): Sentence | undefined {
  if ([ofMonth, ofWeek].some((text) => text === "*" || text === "?")) return undefined;
  if (!leavesNoDayOut(dayOfMonth, ofMonth) && !leavesNoDayOut(dayOfWeek, ofWeek)) return undefined;
  return say("config.cron.both-days", { ofMonth, ofWeek });
}

function leavesNoDayOut(field: Field, text: string): boolean {
  if (text.includes("*")) return true;
  const named = text.split(",").flatMap((item) => daysIn(field, item));
  return new Set(named).size === (field === dayOfMonth ? 31 : 7);
}

function daysIn(field: Field, item: string): readonly number[] {
  if (field.special?.test(item)) return [];
  const [range = "", step = "1"] = item.split("/");
  const [first = "", last] = range.split("-");
  const [start = 0, end = 0] = rangeOf(field, first, last);
  const numbers = Array.from({ length: end - start + 1 }, (_, at) => start + at).filter((_, at) => at % Number(step) === 0);
  return field === dayOfWeek ? numbers.map((day) => day % 7) : numbers;
}
