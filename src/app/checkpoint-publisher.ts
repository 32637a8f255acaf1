import { checkpointStatement, formatCheckpoint, type TrailCheckpoint, type TrailHead } from "../domain/audit.ts";
import { canonicalJson } from "../domain/json.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { IdempotencyClaims } from "../ports/idempotency-claims.ts";
import type { Log } from "../ports/log.ts";
import type { RequestView } from "../ports/request-view.ts";
import type { DecisionSigner, DecisionVerifier } from "../ports/signing-keys.ts";
import type { Standing } from "../ports/standing.ts";

export interface CheckpointPublisherDeps {
  readonly audit: Pick<AuditLog, "head" | "checkpoints" | "addCheckpoint" | "entries">;
  readonly signer: DecisionSigner;
  readonly verifier: DecisionVerifier;
  readonly view: Pick<RequestView, "publishCheckpoint">;
  readonly once: IdempotencyClaims;
  readonly standing: Pick<Standing, "objection">;
  readonly log: Log;
  readonly now: () => number;
}

const turnMs = 60_000;
/** Whoever's turn it is has had it by then; a mark in the store that stays longer keeps nobody from signing. */
const waitsAtMostMs = 3 * turnMs;

/**
 * Signs where the trail stands and says it in three places (the channel, the log, the store), so that cutting the trail
 * short in one of them shows in the others. Does nothing when there is no news, and signs nothing that cannot be believed.
 */
export function createCheckpointPublisher({ audit, signer, verifier, view, once, standing, log, now }: CheckpointPublisherDeps) {
  /** Since when there is news that nobody has signed, as far as this process knows. */
  let newsSince: { readonly afterSeq: number; readonly atMs: number } | undefined;

  return async (): Promise<void> => {
    if ((await standing.objection({ isFresh: true })) !== undefined) return;
    const [head, checkpoints] = await Promise.all([audit.head(), audit.checkpoints()]);
    const previousSeq = await newestTrue(checkpoints, head);
    if (head.seq <= previousSeq) return;
    if (newsSince?.afterSeq !== previousSeq) newsSince = { afterSeq: previousSeq, atMs: now() };
    const isMine = await once.claim(`witness/${head.hash}`, turnMs);
    if (!isMine && now() - newsSince.atMs < waitsAtMostMs) return;
    const { seq, hash } = head;
    const statement = { seq, hash, atMs: now(), previousSeq };
    const checkpoint = { ...statement, ...(await signer.sign(canonicalJson(checkpointStatement(statement)))) };
    log.info({ seq, hash, kid: checkpoint.kid, signature: checkpoint.signature }, "trail checkpoint");
    await view.publishCheckpoint(formatCheckpoint(checkpoint));
    await audit.addCheckpoint(checkpoint);
  };

  /**
   * Number of the newest entry that a checkpoint in the store is truly about: anybody who writes there could name any number, and what
   * was signed at that number may be lost.
   */
  async function newestTrue(checkpoints: readonly TrailCheckpoint[], { seq }: TrailHead): Promise<number> {
    for (const { kid, signature, ...statement } of checkpoints.toReversed()) {
      if (statement.seq > seq) continue;
      if (!(await verifier.verify(canonicalJson(checkpointStatement(statement)), { kid, signature }))) continue;
      const [entry] = await audit.entries(statement.seq, 1);
      if (entry?.seq === statement.seq && entry.hash === statement.hash) return statement.seq;
    }
    return 0;
  }
}
