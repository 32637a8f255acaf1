import type { Actor } from "../domain/actor.ts";
import { mayDecide } from "../domain/approval.ts";
import { ConflictError, NotAllowedError } from "../domain/errors.ts";
import { mayRetireNow, type OperationRequest } from "../domain/request.ts";
import { say } from "../domain/sentence.ts";
import { hasteStatement } from "../domain/statements.ts";
import { stateSentence } from "../domain/transition.ts";
import type { Directory } from "../ports/directory.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { DecisionSigner } from "../ports/signing-keys.ts";
import { onNewestRecord } from "./on-newest-record.ts";
import type { SaveRequest } from "./save-request.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "approval.haste-by-requester": NoParams;
  }
}

export interface RetireNowDeps {
  readonly load: (requestId: string) => Promise<OperationRequest>;
  readonly record: SaveRequest;
  readonly directory: Pick<Directory, "approvers">;
  readonly signer: DecisionSigner;
  readonly jobs: Pick<Jobs, "ensure">;
  readonly now: () => number;
}

/**
 * Records that what is due is not held any longer: decided by somebody who may approve and did not ask for it, signed as
 * approvals are, and checked again by the worker. @throws NotAllowedError, ConflictError (nothing is held, or not long enough):
 *   nothing changed
 */
export function createRetireNow({ load, record, directory, signer, jobs, now }: RetireNowDeps) {
  return async (requestId: string, by: Actor): Promise<OperationRequest> => {
    return onNewestRecord(async () => {
      const request = await load(requestId);
      const { plan } = request;
      if (plan === null || !mayRetireNow(request))
        throw new ConflictError("request.already", say("request.already", { id: requestId, state: stateSentence(request) }));
      const permission = mayDecide(by, request.requester, await directory.approvers(plan.policy));
      if (!permission.allowed) {
        const isRequester = by.userId === request.requester.userId;
        throw new NotAllowedError("approval.refused", isRequester ? say("approval.haste-by-requester", {}) : permission.because);
      }
      const [atMs, { digest }] = [now(), plan];
      const signature = await signer.sign(hasteStatement({ requestId, digest, by, atMs }));
      const hastened = await record(request, [
        { type: "hastened", decision: { verdict: "approve", by, atMs, digest, signature } },
      ]);
      await jobs.ensure(requestId).catch(() => undefined); // reconcile repeats it
      return hastened;
    });
  };
}
