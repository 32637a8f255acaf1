import type { Schedule, ScheduleCursor } from "../domain/schedule.ts";

declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly schedules: readonly Schedule[];
  }
}

declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly schedules: readonly Schedule[];
    readonly scheduleCursors: Pick<ScheduleCursors, "read">;
  }
}

/** How far each schedule is, by its name. Throws `UpstreamError` (service "redis"). */
export interface ScheduleCursors {
  /** `undefined` when nobody has ever looked at it, as far as anybody can know. */
  read(schedule: string): Promise<ScheduleCursor | undefined>;
  /** Sets a mark in the place of the one that was read (the same object), or of none. False when there is another one by now; then nothing was changed. */
  replace(schedule: string, before: ScheduleCursor | undefined, after: ScheduleCursor): Promise<boolean>;
  /** Signs those that are there, as they are: what a release set that did not sign. */
  sign(): Promise<void>;
}
