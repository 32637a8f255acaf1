import type { Plan } from "./plan.ts";
import type { OperationRequest } from "./request.ts";

/** When whoever may approve is reminded: half-way, and for the last time before it is too late. */
export type ReminderMoment = "half" | "last";

type Life = Pick<Plan, "preparedAtMs" | "expiresAtMs">;

const enoughToDecideMs = 5 * 60_000;

/**
 * When the two moments of a plan's life come. The last one is a tenth of the life before its end, and at least five minutes
 * before, as far as a quarter of the life allows.
 */
export function reminderTimes({ preparedAtMs, expiresAtMs }: Life): { readonly [moment in ReminderMoment]: number } {
  const lifeMs = expiresAtMs - preparedAtMs;
  const leadMs = Math.max(lifeMs / 10, Math.min(enoughToDecideMs, lifeMs / 4));
  return { half: preparedAtMs + lifeMs / 2, last: expiresAtMs - leadMs };
}

/** A reminder that is due now. */
export interface Reminder {
  readonly moment: ReminderMoment;
  /** Since when. */
  readonly atMs: number;
  readonly plan: Plan;
}

/** The newest reminder whose time has come. Who could not be reminded at half time hears the last one alone, once that is due. */
export function reminderDue({ state, plan }: Pick<OperationRequest, "state" | "plan">, nowMs: number): Reminder | undefined {
  if (state !== "pending" || plan === null || nowMs >= plan.expiresAtMs) return undefined;
  const times = reminderTimes(plan);
  const moment = (["last", "half"] as const).find((each) => nowMs >= times[each]);
  return moment === undefined ? undefined : { moment, atMs: times[moment], plan };
}
