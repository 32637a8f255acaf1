import { Duration } from "../../configuration/duration.ts";
import { InputError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-diff.bad-time": { option: string; given: string };
    "audit-diff.future": { option: string; given: string };
    "audit-diff.no-span": NoParams;
    "audit-diff.bad-skew": NoParams;
  }
}

export interface Span {
  readonly sinceMs: number;
  readonly untilMs: number;
}

const largestSkewMs = 10 * 60_000;

/** From when to when, as it was typed: a day, an instant, or how long ago. @throws InputError that says what to type instead */
export function spanOf({ since, until }: { readonly since?: string; readonly until?: string }, nowMs: number): Span {
  const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : instant("--since", since, nowMs);
  const untilMs = until === undefined ? Number.POSITIVE_INFINITY : instant("--until", until, nowMs);
  if (sinceMs >= untilMs) throw new InputError("audit-diff.no-span", say("audit-diff.no-span", {}));
  return { sinceMs, untilMs };
}

/** @throws InputError that says what to type instead */
export function skewOf(given: string): number {
  const ms = given === "0" ? 0 : Duration.safeParse(given).data;
  if (ms === undefined || ms > largestSkewMs) throw new InputError("audit-diff.bad-skew", say("audit-diff.bad-skew", {}));
  return ms;
}

function instant(option: string, given: string, nowMs: number): number {
  const ago = Duration.safeParse(given).data;
  const atMs = ago === undefined ? dateOf(given) : nowMs - ago;
  if (Number.isNaN(atMs)) throw new InputError("audit-diff.bad-time", say("audit-diff.bad-time", { option, given }));
  if (atMs > nowMs) throw new InputError("audit-diff.future", say("audit-diff.future", { option, given }));
  return atMs;
}

/** A day of the calendar begins in UTC; an instant names its zone. Anything else is guessed differently by everybody. */
function dateOf(given: string): number {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/.exec(given) ?? [];
  const atMs = day === undefined ? Number.NaN : Date.parse(given);
  // JavaScript takes 31 February for a day in March.
  const isReal = day !== undefined && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return Number.isNaN(atMs) || !isReal ? Number.NaN : atMs;
}
