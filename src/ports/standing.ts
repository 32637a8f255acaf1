import type { Continuation, Loss } from "../domain/continuation.ts";
import type { Sentence } from "../domain/sentence.ts";

/** Why the audit log cannot be believed now. */
export interface Objection {
  readonly because: Sentence;
  /** What somebody who may approve can let it go on from; missing where that mends nothing. */
  readonly loss?: Loss;
}

/**
 * Whether the audit log is what Vault's anchor, the channel and this process saw of it. While it is not, nothing is accepted, run or
 * ended; questions are answered.
 */
export interface Standing {
  /**
   * `undefined`: it can be believed. An answer of some seconds ago will do unless `isFresh`.
   * @throws UpstreamError (service "redis"): nobody can look
   */
  objection(options?: { readonly isFresh?: boolean }): Promise<Sentence | undefined>;
  /** What the last look of this process found. */
  found(): Objection | undefined;
  /** Every word that was given, as the anchor has them. */
  continuations(): readonly Continuation[];
}
