import type { Blocked } from "../domain/operation.ts";
import type { StepEvent } from "../domain/step-progress.ts";

/** When a later step is looked at again. */
export const dueAt = (due: number | Blocked): number => (typeof due === "number" ? due : due.untilMs);

/** What is recorded of that: what holds it is on the card, and whether somebody may decide to wait no longer. */
export const dueEvent = (
  step: string,
  atMs: number,
  due: number | Blocked,
): Extract<StepEvent, { readonly type: "step-due" }> => ({
  type: "step-due",
  step,
  atMs,
  dueAtMs: dueAt(due),
  ...(typeof due === "number" ? {} : { note: due.note, mayBeHastened: due.mayBeHastened }),
});
