import type { Actor } from "../domain/actor.ts";
import { mayDecide } from "../domain/approval.ts";
import { ConflictError, NotAllowedError } from "../domain/errors.ts";
import { fitsDigest } from "../domain/plan.ts";
import type { OperationRequest } from "../domain/request.ts";
import { say } from "../domain/sentence.ts";
import { decisionStatement } from "../domain/statements.ts";
import { stateSentence } from "../domain/transition.ts";
import type { Directory } from "../ports/directory.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import type { DecisionSigner } from "../ports/signing-keys.ts";
import type { IntegrityVerifier } from "./integrity-verifier.ts";
import { onNewestRecord } from "./on-newest-record.ts";
import { type SaveRequest, StaleRecordError } from "./save-request.ts";

export interface DecideDeps {
  readonly load: (requestId: string) => Promise<OperationRequest>;
  readonly record: SaveRequest;
  readonly directory: Directory;
  readonly signer: DecisionSigner;
  readonly integrity: IntegrityVerifier;
  readonly jobs: Pick<Jobs, "ensure">;
  readonly log: Log;
  readonly now: () => number;
}

export interface Verdict {
  readonly requestId: string;
  readonly by: Actor;
  readonly verdict: "approve" | "deny";
}

/**
 * Records one person's answer to a pending request, signed. A lost race is decided again on the newer record.
 * @throws NotAllowedError (requester, not an approver, same person), ConflictError (not pending any more, expired, record
 *   does not match what was signed): nothing changed
 */
export function createDecide({ load, record, directory, signer, integrity, jobs, log, now }: DecideDeps) {
  return async function decide({ requestId, by, verdict }: Verdict): Promise<OperationRequest> {
    return onNewestRecord(async () => {
      const request = await load(requestId);
      const { plan } = request;
      if (request.state !== "pending" || plan === null)
        throw new ConflictError("request.already", say("request.already", { id: request.id, state: stateSentence(request) }));
      const atMs = now();
      if (atMs >= plan.expiresAtMs) {
        await record(request, [{ type: "expired", atMs }]).catch((error: unknown) => {
          if (!(error instanceof StaleRecordError)) throw error;
        });
        throw new ConflictError("approval.expired", say("approval.expired", { atMs: plan.expiresAtMs }));
      }
      const approverIds = await directory.approvers(plan.policy);
      const permission = mayDecide(by, request.requester, approverIds);
      if (!permission.allowed) throw new NotAllowedError("approval.refused", permission.because);
      if (request.decisions.some((decision) => decision.by.userId === by.userId))
        throw new ConflictError("approval.already-decided", say("approval.already-decided", {}));
      const forged =
        (await integrity.verifySubmission(request)) ??
        (fitsDigest(integrity.subjectOf(request, plan), plan.digest) ? undefined : "digest");
      if (forged !== undefined) {
        await record(request, [{ type: "tampered", atMs, detail: forged }]);
        throw new ConflictError("request.tampered", say("request.tampered", {}));
      }
      const signature = await signer.sign(decisionStatement({ requestId, digest: plan.digest, by, verdict, atMs }));
      const decision = { verdict, by, atMs, digest: plan.digest, signature };
      const decided = await record(request, [{ type: "decided", decision, approverIds }]);
      if (decided.state === "approved")
        await jobs.ensure(requestId).catch(() => log.warn({ requestId }, "enqueue failed; reconcile will repeat it"));
      return decided;
    });
  };
}
