import { checkpointStatement, formatCheckpoint } from "../domain/audit.ts";
import { canonicalJson } from "../domain/json.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Log } from "../ports/log.ts";
import type { Once } from "../ports/once.ts";
import type { RequestView } from "../ports/request-view.ts";
import type { DecisionSigner } from "../ports/signing-keys.ts";

export interface WitnessDeps {
  readonly audit: Pick<AuditLog, "head" | "checkpoints" | "addCheckpoint">;
  readonly signer: DecisionSigner;
  readonly view: Pick<RequestView, "witness">;
  readonly once: Once;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Signs where the trail stands and says it in three places (the channel, the log, the store), so that cutting the trail
 * short in one of them shows in the others. Does nothing when there is no news.
 */
export function createWitness({ audit, signer, view, once, log, now }: WitnessDeps) {
  return async (): Promise<void> => {
    const [{ seq, hash }, checkpoints] = await Promise.all([audit.head(), audit.checkpoints()]);
    const previousSeq = checkpoints.at(-1)?.seq ?? 0;
    if (seq <= previousSeq || !(await once.claim(`witness/${seq}`, 60_000))) return;
    const statement = { seq, hash, atMs: now(), previousSeq };
    const checkpoint = { ...statement, ...(await signer.sign(canonicalJson(checkpointStatement(statement)))) };
    log.info({ seq, hash, kid: checkpoint.kid, signature: checkpoint.signature }, "trail checkpoint");
    await view.witness(formatCheckpoint(checkpoint));
    await audit.addCheckpoint(checkpoint);
  };
}
