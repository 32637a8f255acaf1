import type { Actor } from "../domain/actor.ts";
import { mayDecide } from "../domain/approval.ts";
import { NotAllowedError } from "../domain/errors.ts";
import type { OperationRequest } from "../domain/request.ts";
import type { Directory } from "../ports/directory.ts";
import type { Jobs } from "../ports/jobs.ts";
import { onNewestRecord } from "./on-newest-record.ts";
import type { SaveRequest } from "./save-request.ts";

export interface CancelDeps {
  readonly load: (requestId: string) => Promise<OperationRequest>;
  readonly record: SaveRequest;
  readonly now: () => number;
}

/** Withdraws one's own request that has not begun to run. @throws ConflictError (somebody else's, already running or over): nothing changed */
export function createCancel({ load, record, now }: CancelDeps) {
  return async (requestId: string, by: Actor): Promise<OperationRequest> =>
    onNewestRecord(async () => record(await load(requestId), [{ type: "cancelled", atMs: now(), by }]));
}

export interface ResumeDeps extends CancelDeps {
  readonly directory: Pick<Directory, "approvers">;
  readonly jobs: Pick<Jobs, "ensure">;
}

/**
 * Takes up a request that needs attention, from the step that failed. Its approval still stands, so the requester or an
 * approver may. @throws NotAllowedError, ConflictError: nothing changed
 */
export const createResume = (deps: ResumeDeps) => createRequestAction("resumed", deps);

/**
 * Asks for what a running request waits for to be stopped: a workflow run. The worker sees it at once and does it; the
 * requester or an approver may. @throws NotAllowedError, ConflictError (nothing to stop, or asked already): nothing changed
 */
export const createStop = (deps: ResumeDeps) => createRequestAction("stop-asked", deps);

/** Has an earlier step done anew, and all that follow it, where the step that failed offers that. Who may, and what it throws: as above. */
export const createRerunFromStep = (deps: ResumeDeps) => createRequestAction("redo-asked", deps);

function createRequestAction(type: "resumed" | "stop-asked" | "redo-asked", { load, record, directory, jobs, now }: ResumeDeps) {
  return async (requestId: string, by: Actor): Promise<OperationRequest> => {
    const taken = await onNewestRecord(async () => {
      const request = await load(requestId);
      if (request.plan !== null && by.userId !== request.requester.userId) {
        const permission = mayDecide(by, request.requester, await directory.approvers(request.plan.policy));
        if (!permission.allowed) throw new NotAllowedError("approval.refused", permission.because);
      }
      return record(request, [{ type, atMs: now(), by }]);
    });
    await jobs.ensure(requestId).catch(() => undefined); // reconcile repeats it
    return taken;
  };
}
