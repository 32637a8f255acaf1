import type { TrailHead } from "../domain/audit.ts";
import type { Continuation } from "../domain/continuation.ts";

/** Where the audit log stood, kept outside of the store. */
export interface AnchoredHead extends TrailHead {
  readonly atMs: number;
  /** Number of the entry from which every write is signed; `undefined` while an older version may still write. */
  readonly signedFrom?: number | undefined;
  readonly continuations: readonly Continuation[];
}

/** One beginning of a run, by which it is told from every other one. */
export interface Beginning {
  readonly requestId: string;
  /** On the audit log with `run.started`. */
  readonly start: string;
  /** Of the plan that was approved. */
  readonly digest: string;
  /** Where the audit log stood, as far as the process knew. */
  readonly head: TrailHead;
  readonly atMs: number;
}

/**
 * What must not be forgotten, outside of the store. Both halves read; the half that acts alone writes; nobody deletes.
 * Throws `UpstreamError` (service "vault"), and ConflictError when what is there cannot be read.
 */
export interface Anchor {
  /** `undefined`: none was noted yet. */
  head(signal?: AbortSignal): Promise<AnchoredHead | undefined>;
  /** Notes from which entry every write is signed. @returns the number that stands: another process may have been faster */
  sign(head: TrailHead & Pick<AnchoredHead, "atMs"> & { readonly signedFrom: number }): Promise<number>;
  /**
   * Moves it forward, by check-and-set; with a continuation that it does not have yet, to wherever that goes on from. What is noted
   * already stays when nothing else is given.
   */
  note(head: Omit<AnchoredHead, "continuations" | "signedFrom"> & Partial<Pick<AnchoredHead, "continuations">>): Promise<void>;
  /** Uses up an approval; the first beginning stands. @returns the beginning that stands */
  begin(beginning: Beginning, signal?: AbortSignal): Promise<Beginning>;
}
