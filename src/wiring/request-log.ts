import type { AuditEntry } from "../domain/audit.ts";
import type { OperationRequest } from "../domain/request.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { BotLog } from "./log.ts";

/** The same store; what it records of a request stands in the log too: a change of its state as `info`, what a step does as `debug`. */
export const withLog = (store: RequestStore, log: BotLog): RequestStore => ({
  ...store,
  save: async (change) => {
    const saved = await store.save(change);
    const { request } = change;
    for (const entry of saved.outcome === "saved" ? saved.entries : []) {
      const { step } = entry.details;
      const fields = {
        requestId: request.id,
        operation: request.operation,
        action: entry.action,
        ...(typeof step === "string" ? { step } : {}),
        state: request.state,
        seq: entry.seq,
      };
      log[isStepOfPlan(request, entry) ? "debug" : "info"](fields, "recorded");
    }
    return saved;
  },
});

/** What comes after success, as the retirement of what was replaced, is a change of its own. */
const isStepOfPlan = ({ laterSteps }: OperationRequest, { action, details }: AuditEntry): boolean =>
  ["step.started", "step.marked", "step.done"].includes(action) &&
  !(action === "step.done" && laterSteps.some(({ id }) => id === details["step"]));
