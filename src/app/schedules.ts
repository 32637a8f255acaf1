import { dueOf, type Schedule } from "../domain/schedule.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { ScheduleCursors } from "../ports/schedule-cursors.ts";
import { describedWith } from "./explain.ts";
import { whileLocked } from "./while-locked.ts";

/**
 * What a schedule does at a slot (in milliseconds since 1970). Doing a slot twice is doing it once: whoever dies after doing
 * it and before noting that leaves it to be done again. What it throws is logged, and it is done again soon.
 */
export type ScheduledTask = (slotMs: number, signal: AbortSignal) => Promise<void>;

/** By the names of the schedules; one without a task is looked after by somebody else. */
export type ScheduledTasks = ReadonlyMap<string, ScheduledTask>;

export interface SchedulesDeps {
  readonly schedules: readonly Schedule[];
  readonly tasks: ScheduledTasks;
  readonly marks: ScheduleCursors;
  readonly locks: Locks;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Does what is due of each schedule. Level-triggered: it compares how far a schedule is with what time it is, so it may be
 * called at any time, by any number of processes, as often as somebody likes. Never throws: a schedule that cannot be looked
 * at does not keep the others waiting, and is looked at again.
 */
export function createSchedules({ schedules, tasks, marks, locks, log, now }: SchedulesDeps) {
  return async (signal: AbortSignal): Promise<void> => {
    for (const schedule of schedules) {
      const task = tasks.get(schedule.name);
      if (task === undefined) continue;
      try {
        if (dueOf(schedule, await marks.read(schedule.name), now()) !== undefined) await inTurn(schedule, task, signal);
      } catch (error) {
        log.warn(describedWith({ schedule: schedule.name }, error), "a schedule could not be followed; it will be tried again");
      }
    }
  };

  /** One process of all at a time; what one has done, the next one finds noted. */
  async function inTurn(schedule: Schedule, task: ScheduledTask, signal: AbortSignal): Promise<void> {
    await whileLocked(locks, `schedule/${schedule.name}`, async (held) => {
      const mark = await marks.read(schedule.name);
      const due = dueOf(schedule, mark, now());
      if (due === undefined) return;
      if (due.run !== undefined) await task(due.run, AbortSignal.any([signal, held.lost]));
      else if (mark !== undefined) log.warn({ schedule: schedule.name }, "a schedule begins anew with its next slot");
      await marks.replace(schedule.name, mark, due.mark);
    });
  }
}
