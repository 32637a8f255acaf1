import type { AnyOperation } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Log } from "../ports/log.ts";
import type { Explain } from "./explain.ts";
import type { StepWork } from "./step-work.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "run.failed-clean": { because: Sentence };
    "run.needs-attention": { because: Sentence; remains: Sentence };
    "run.point-of-no-return": NoParams;
    "run.take-back-failed": { because: Sentence };
  }
}

export interface Compensate {
  readonly operation: AnyOperation;
  /** The step that failed. */
  readonly stepId: string;
  readonly work: StepWork;
  readonly because: Sentence;
  readonly explain: Explain;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Takes the failed step and those before it back, newest first. Ends in `failed` when all of it is undone, otherwise in
 * `needs-attention` with what remains.
 */
export async function compensate({ operation, stepId, work, because, explain, log, now }: Compensate): Promise<void> {
  const planned = operation.steps.filter(({ id }) => work.request().steps.some((record) => record.id === id));
  const upToFailed = planned.slice(0, planned.findIndex(({ id }) => id === stepId) + 1).reverse();
  const stopAt = (remains: Sentence): Promise<void> =>
    work.save([{ type: "needs-attention", atMs: now(), because: say("run.needs-attention", { because, remains }) }]);
  for (const step of upToFailed) {
    if (step.undo === "impossible") {
      if (step.id === stepId) continue; // it failed before its effect; what came before it decides
      return stopAt(say("run.point-of-no-return", {}));
    }
    if (step.undo === "nothing") continue;
    try {
      const undone = await step.undo.back(work.context(step.id));
      if (!undone.undone) return await stopAt(undone.remains);
      await work.save([{ type: "step-undone", step: step.id, atMs: now() }], undone.documents);
    } catch (error) {
      const { because: last, fields } = explain(error);
      log.error({ requestId: work.request().id, step: step.id, ...fields }, "step could not be taken back");
      return stopAt(say("run.take-back-failed", { because: last }));
    }
  }
  await work.save([{ type: "failed", atMs: now(), because: say("run.failed-clean", { because }) }]);
}
