import type { TrailHead } from "../domain/audit.ts";
import type { Anchor } from "../ports/anchor.ts";
import type { Log } from "../ports/log.ts";
import type { Standing } from "../ports/standing.ts";
import { described } from "./explain.ts";

export interface NoteHeadDeps {
  readonly anchor: Pick<Anchor, "note">;
  readonly standing: Pick<Standing, "objection">;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Says outside of the store how far the audit log is. Only ever forward: where it is behind what was noted, others ask why.
 * What fails is said again later.
 */
export function createNoteHead({ anchor, standing, log, now }: NoteHeadDeps) {
  return async ({ seq, hash }: TrailHead): Promise<void> => {
    try {
      // What cannot be believed is never noted as what was there.
      if ((await standing.objection({ isFresh: true })) !== undefined) return;
      await anchor.note({ seq, hash, atMs: now() });
    } catch (error) {
      log.warn({ seq, ...described(error) }, "where the audit log stands could not be noted in Vault; it will be repeated");
    }
  };
}
