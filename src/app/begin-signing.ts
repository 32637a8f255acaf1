import type { AuditEntry } from "../domain/audit.ts";
import { processName } from "../domain/bot-process.ts";
import { recordNoteOf, signersOf } from "../domain/log-writes.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Anchor } from "../ports/anchor.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Documents } from "../ports/documents.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { Processes } from "../ports/processes.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { ScheduleCursors } from "../ports/schedule-cursors.ts";
import type { Standing } from "../ports/standing.ts";
import { type SaveRequest, StaleRecordError } from "./save-request.ts";
import { whileLocked } from "./while-locked.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "signing.older": { processes: readonly string[] };
    "signing.unsigned": { seq: number; atMs: number };
    "signing.not-whole": { because: Sentence };
    "signing.elsewhere": NoParams;
    "signing.at-work": { id: string };
  }
}

export interface BeginSigningDeps {
  readonly anchor: Pick<Anchor, "head" | "sign">;
  readonly audit: Pick<AuditLog, "head" | "entries">;
  readonly store: Pick<RequestStore, "openIds" | "loadWithTrail">;
  readonly documents: Pick<Documents, "sign">;
  readonly scheduleCursors: Pick<ScheduleCursors, "sign">;
  readonly signing: Pick<LogSigning, "signerOf">;
  readonly processes: Pick<Processes, "running">;
  readonly standing: Pick<Standing, "objection">;
  readonly locks: Locks;
  readonly record: SaveRequest;
  readonly log: Log;
  readonly now: () => number;
}

/** As long as processes of an older release may go on beside those of this one without being seen. */
const quietMs = 10 * 60_000;
/** Of the newest entries; where somebody has written more than this in ten minutes, signing begins a little early. */
const lookedAt = 2_000;

/**
 * Once, when no process of a release that does not sign is left, as far as they show themselves and for ten minutes have written nothing: what that release wrote is signed as it is, and from then on
 * what is not signed counts for nothing. Killed on the way, it is done again from the beginning.
 * @returns the number of the first entry that must be signed, or why not yet
 */
export function createBeginSigning({
  anchor,
  audit,
  store,
  documents,
  scheduleCursors,
  signing,
  processes,
  standing,
  locks,
  record,
  log,
  now,
}: BeginSigningDeps) {
  /** Releases before 0.2 do not all show themselves; but what they write is not signed. */
  async function lastUnsigned(): Promise<AuditEntry | undefined> {
    const { seq } = await audit.head();
    const newest = await audit.entries(Math.max(1, seq - lookedAt + 1), lookedAt);
    const by = await signersOf(newest, signing.signerOf);
    return newest.findLast((entry) => !by.has(entry.seq));
  }

  return async (): Promise<number | Sentence> => {
    const older = (await processes.running()).filter(({ signs }) => signs !== true);
    if (older.length > 0) {
      log.info({ processes: older.length }, "signing waits for processes of an older version to end");
      return say("signing.older", { processes: older.map(processName).sort() });
    }
    const unsigned = await lastUnsigned();
    if (unsigned !== undefined && now() < unsigned.atMs + quietMs)
      return say("signing.unsigned", { seq: unsigned.seq, atMs: unsigned.atMs });
    // On a log that is not whole there is nothing to build on.
    const objection = await standing.objection({ isFresh: true });
    if (objection !== undefined) return say("signing.not-whole", { because: objection });
    const begun = await whileLocked(locks, "begin-signing", async () => {
      const stands = (await anchor.head())?.signedFrom;
      if (stands !== undefined) return stands;
      await documents.sign();
      await scheduleCursors.sign();
      for (const id of await store.openIds()) if (!(await sign(id))) return say("signing.at-work", { id });
      const { seq, hash } = await audit.head();
      return await anchor.sign({ seq, hash, atMs: now(), signedFrom: seq + 1 });
    });
    return begun ?? say("signing.elsewhere", {});
  };

  /** One that is being worked on is left until it is not. @returns whether it is signed */
  async function sign(id: string): Promise<boolean> {
    const loaded = await store.loadWithTrail(id);
    if (loaded === undefined) return true;
    const { request, trail } = loaded;
    if (trail.findLast((entry) => recordNoteOf(entry) !== undefined) === trail.at(-1)) return true;
    const isSigned = await whileLocked(locks, request.lock, async ({ lease }) => {
      await record(request, [{ type: "signed", atMs: now() }], { lease });
      return true;
    }).catch((error: unknown) => {
      if (error instanceof StaleRecordError) return false;
      throw error;
    });
    return isSigned ?? false;
  }
}
