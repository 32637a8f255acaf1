import { Cron } from "croner";

/** When something is due again and again: a cron pattern of five fields, by the clocks of one zone. */
export interface Timetable {
  readonly pattern: string;
  /** IANA name, e.g. `Asia/Tokyo`. */
  readonly timezone: string;
}

const [hourMs, dayMs] = [3_600_000, 86_400_000];
/** Clocks are put forward or back by less than this; only the date line moves further. */
const margin = 3 * hourMs;
/** Eight years lie between 29 February 2096 and 2104, and that is the rarest day there is. */
const windows = [hourMs, dayMs, 8 * dayMs, 32 * dayMs, 400 * dayMs, 3_000 * dayMs];
/** As many slots as tell the longest time between two of them within a year. */
const sampled = 60;

/** Whether this is a pattern, and one whose day ever comes. `from` is any instant, in milliseconds since 1970. */
export function isPossible(pattern: string, fromMs: number): boolean {
  // Croner takes a date for a pattern that comes once.
  if (pattern.includes(":")) return false;
  try {
    return nextOnTheClock(pattern, fromMs) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The newest slot that is not later than `nowMs`; `undefined` when there was none in eight years. A time that the clocks
 * skip in spring is the instant that much after the change; one that they show twice in autumn is the first of the two.
 */
export function newestOccurrence(timetable: Timetable, nowMs: number): number | undefined {
  const clock = clockOf(timetable.timezone, nowMs);
  for (const window of windows) {
    const slots = [...occurrencesFrom(timetable, clock - margin - window, clock + margin)].filter((slot) => slot <= nowMs);
    if (slots.length > 0) return Math.max(...slots);
  }
  return undefined;
}

/** The first slot after `nowMs`; `undefined` when there is none any more. */
export function nextOccurrence(timetable: Timetable, nowMs: number): number | undefined {
  const clock = clockOf(timetable.timezone, nowMs);
  let first: number | undefined;
  for (const slot of occurrencesFrom(timetable, clock - margin, Number.POSITIVE_INFINITY)) {
    // Around a change of the clocks, instants are not in the order of the times that name them.
    if (first !== undefined && slot > first + margin) break;
    if (slot > nowMs) first = Math.min(slot, first ?? slot);
  }
  return first;
}

/** Longest time between two of the coming slots, in milliseconds. */
export function longestIntervalMs(timetable: Timetable, fromMs: number): number {
  const slots: number[] = [];
  for (
    let slot = nextOccurrence(timetable, fromMs);
    slot !== undefined && slots.length < sampled;
    slot = nextOccurrence(timetable, slot)
  )
    slots.push(slot);
  return Math.max(0, ...slots.slice(1).map((slot, at) => slot - Number(slots[at])));
}

function* occurrencesFrom({ pattern, timezone }: Timetable, fromClock: number, toClock: number): Generator<number> {
  for (let clock = nextOnTheClock(pattern, fromClock); clock !== undefined; clock = nextOnTheClock(pattern, clock)) {
    if (clock > toClock) return;
    yield instantOf(timezone, clock);
  }
}

/**
 * The next time a pattern names, of a clock that is never changed. Croner counts in no zone here, and only forwards:
 * its own search backwards does not end for 29 February, nor forwards for every half-hour across a change (10.0.1).
 */
function nextOnTheClock(pattern: string, afterClock: number): number | undefined {
  const known =
    crons.get(pattern) ?? partsOf(pattern).map((part) => new Cron(part, { paused: true, utcOffset: 0, mode: "5-part" }));
  crons.set(pattern, known);
  const times = known.flatMap((cron) => cron.nextRun(new Date(afterClock))?.getTime() ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

/**
 * Days of the month and of the week are asked apart: it is either, and Croner, asked for both at once, goes from 28 February to
 * the first of those days of the week in March and leaves out what is before it (10.0.1; findings/croner-first-of-march.sh).
 */
function partsOf(pattern: string): readonly string[] {
  const [minute, hour, ofMonth, month, ofWeek, ...rest] = pattern.trim().split(/\s+/);
  const isEither = ofMonth !== "*" && ofWeek !== undefined && ofWeek !== "*" && rest.length === 0;
  return isEither ? [`${minute} ${hour} ${ofMonth} ${month} *`, `${minute} ${hour} * ${month} ${ofWeek}`] : [pattern];
}

// What is dear to make and always the same; as many as there are patterns and zones in the configuration.
const crons = new Map<string, readonly Cron[]>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show at an instant, as if it were UTC. */
function clockOf(timezone: string, atMs: number): number {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  formats.set(timezone, format);
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** The first instant at which the clocks of a zone show a time; when they skip it, as if they had not been changed yet. */
function instantOf(timezone: string, clock: number): number {
  const offset = (atMs: number): number => clockOf(timezone, atMs) - atMs;
  const [before, after] = [clock - offset(clock - dayMs), clock - offset(clock + dayMs)];
  const shown = [before, after].filter((instant) => clockOf(timezone, instant) === clock);
  return shown.length === 0 ? before : Math.min(...shown);
}
