import { z } from "zod";
import { type Actor, scheduleActor } from "./actor.ts";
import { newestOccurrence, nextOccurrence, type Timetable } from "./cron-occurrences.ts";
import { firstLetters } from "./cut.ts";
import { digestOf } from "./json.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "schedule.rotation": { role: string };
    "schedule.digest": NoParams;
    "schedule.weekly-check": NoParams;
  }
}

/** Something that is to happen at every slot of a timetable, once. */
export interface Schedule extends Timetable {
  /** Its own, such as `rotate/profinaut-db`. */
  readonly name: string;
  readonly title: Sentence;
  /** The request that it opens, and in whose name; `null` when it opens none. */
  readonly asks: { readonly as: Actor; readonly command: string } | null;
}

/** The schedule that asks for the rotation of a role, as a person would type it. */
export const rotationSchedule = (role: string, timetable: Timetable): Schedule => ({
  ...timetable,
  name: `rotate/${role}`,
  title: say("schedule.rotation", { role }),
  asks: { as: scheduleActor(role), command: `rotate ${role}` },
});

/** The schedules that ask for nothing: what ends is said, and everything is looked at. */
export const digestSchedule = (timetable: Timetable): Schedule => ({
  ...timetable,
  name: "digest",
  title: say("schedule.digest", {}),
  asks: null,
});
export const weeklyCheckSchedule = (timetable: Timetable): Schedule => ({
  ...timetable,
  name: "weekly-check",
  title: say("schedule.weekly-check", {}),
  asks: null,
});

/** How far a schedule is: up to and including this slot, nothing is to be done any more. */
export const ScheduleCursor = z
  .object({
    slotMs: z.number(),
    /** The timetable the slot belongs to; another one begins anew. */
    pattern: z.string(),
    timezone: z.string(),
    /** When it was set. */
    atMs: z.number(),
  })
  .readonly();
export type ScheduleCursor = z.infer<typeof ScheduleCursor>;

/** What is to be done about a schedule now, and the mark to set when it is done. */
export type Due = { readonly run: number | undefined; readonly mark: ScheduleCursor };

/**
 * What is due, from how far a schedule is and what time it is alone: so it does not matter who looks, how often, and how long
 * nobody did. Of the slots that were missed the newest is made up for. `undefined`: nothing.
 */
export function dueOf(schedule: Schedule, mark: ScheduleCursor | undefined, nowMs: number): Due | undefined {
  const { pattern, timezone } = schedule;
  const newest = newestOccurrence(schedule, nowMs) ?? 0;
  const due = (run: number | undefined): Due => ({ run, mark: { slotMs: newest, pattern, timezone, atMs: nowMs } });
  // A new timetable begins with its next slot: whoever changes it does not expect anything to happen at once.
  if (mark === undefined || mark.pattern !== pattern || mark.timezone !== timezone) return due(undefined);
  if (newest > mark.slotMs) return due(newest);
  // Somebody's clock was ahead by more than one slot. What it did early it will not do again, as slots are done once.
  return mark.slotMs > (nextOccurrence(schedule, nowMs) ?? newest) ? due(undefined) : undefined;
}

/**
 * The id of the request that a schedule opens at a slot: opening it twice is opening it once.
 * @param instead what tells it from one with which that cannot be done any more
 */
export const requestIdAt = ({ name }: Schedule, slotMs: number, instead?: string): string =>
  `req_${firstLetters(digestOf({ schedule: name, slotMs, ...(instead === undefined ? {} : { instead }) }), 16)}`;

/** Whether a request is one that a schedule may open: in its own name, and the very thing it is there for. */
export const isAskedBy = (
  schedules: readonly Schedule[],
  { requester, command }: { readonly requester: Actor; readonly command: string },
): boolean => schedules.some(({ asks }) => asks?.as.userId === requester.userId && asks.command === command);
