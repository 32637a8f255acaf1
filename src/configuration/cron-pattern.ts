import { z } from "zod";
import { isPossible } from "../domain/slots.ts";

interface Field {
  readonly name: string;
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
const dayOfMonth: Field = { name: "day of the month", from: 1, to: 31, special: /^(L|LW|([1-9]|[12]\d|3[01])W)$/i };
const dayOfWeek: Field = {
  name: "day of the week",
  from: 0,
  to: 7,
  names: days,
  special: new RegExp(`^([0-7]|${dayName})(#[1-5]|L)$`, "i"),
};
const fields: readonly Field[] = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  dayOfMonth,
  { name: "month", from: 1, to: 12, names: months },
  dayOfWeek,
];
const nicknames = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const example = '"0 9 * * 1" for Mondays at 09:00';

/**
 * The one grammar of schedules: what the readers of cron patterns disagree about is either read as people mean it (`?`) or refused
 * with what to write instead. docs/operations.md has the table of their readings.
 */
export const CronPattern = z.string().transform((text, context) => {
  const fault = faultIn(text) ?? (isPossible(anyDay(text), Date.now()) ? undefined : "its day never comes");
  if (fault === undefined) return anyDay(text);
  context.addIssue({ code: "custom", message: `${fault}; write a cron pattern of five fields such as ${example}` });
  return z.NEVER;
});

/** `?` in a field of days says that the other one decides: any day. */
const anyDay = (text: string): string => text.replace(/^(\s*\S+\s+\S+\s+)\?(?=\s)/, "$1*").replace(/(\s)\?(\s*)$/, "$1*$2");

function faultIn(text: string): string | undefined {
  const given = text.trim().split(/\s+/);
  const [first = ""] = given;
  if (first.startsWith("@") && given.length === 1)
    return nicknames.includes(first.toLowerCase()) ? undefined : `${first} is none of ${nicknames.join(", ")}`;
  if (given.length > fields.length)
    return `it has ${given.length} fields: there is none for seconds, for years or for a zone (\`timezone\` is the zone of all)`;
  if (given.length < fields.length) return "it has too few fields";
  const faults = fields.flatMap((field, at) => faultInField(field, given[at] ?? "") ?? []);
  return faults[0] ?? faultInDays(given[2] ?? "", given[4] ?? "");
}

function faultInField(field: Field, text: string): string | undefined {
  if (text === "?") return isOfDays(field) ? undefined : `? stands for any day and not for any ${field.name}: put *`;
  return text.split(",").flatMap((item) => faultInItem(field, item) ?? [])[0];
}

function faultInItem(field: Field, item: string): string | undefined {
  const { name, from, to, names, special } = field;
  if (special?.test(item)) return undefined;
  const [, first, last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,2}))?$/.exec(item) ?? [];
  if (first === undefined || (first === "*" && last !== undefined)) return `"${item}" is no ${name}`;
  if (step !== undefined && (Number(step) < 1 || Number(step) > to)) return `"${item}" may have steps of 1 to ${to}`;
  if (first === "*") return undefined;
  const [start, end] = rangeOf(field, first, last);
  if (start === undefined || end === undefined)
    return `"${item}" is no ${name}: those are ${from} to ${to}${names === undefined ? "" : `, or ${names.join(", ")}`}`;
  if (start > end) return `"${item}" goes backwards: put "${start}-${to},${from}-${end}"`;
  return step === undefined || last !== undefined
    ? undefined
    : `"${item}" says where steps begin and not where they end: put "${first}-${to}/${step}"`;
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
function faultInDays(ofMonth: string, ofWeek: string): string | undefined {
  if ([ofMonth, ofWeek].some((text) => text === "*" || text === "?")) return undefined;
  if (!leavesNoDayOut(dayOfMonth, ofMonth) && !leavesNoDayOut(dayOfWeek, ofWeek)) return undefined;
  return `"${ofMonth}" and "${ofWeek}" name days of the month and of the week, and it would run on either: put * for the one that may be any, or MON#1 for the first Monday of the month`;
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
