import { createHash } from "node:crypto";
import { type AuditEntry, emptyTrail, type TrailCheckpoint, type TrailHead, trailDamage } from "../domain/audit.ts";
import { checkpointLine, entryLine, headerLine, keyLine, trailerLine } from "../domain/audit-export.ts";
import { createChainWalk, isSignedContinuation, namesChanged } from "../domain/continuation.ts";
import { AppError, InputError } from "../domain/errors.ts";
import { usableKeys } from "../domain/public-keys.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { AuditLog } from "../ports/audit-log.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "audit-export.damaged-end": NoParams;
    "audit-export.from-beyond": { fromSeq: number; entries: number };
  }
}

export interface ExportTrailDeps {
  readonly audit: Pick<AuditLog, "entries" | "head" | "checkpoints">;
  /** Key id → PEM. */
  readonly publicKeys: ReadonlyMap<string, string>;
  /** Number of the first entry that is wanted; 1 is the whole trail. */
  readonly fromSeq: number;
  readonly now: () => number;
  /** Entries that are read at a time; default 1000. */
  readonly page?: number;
}

export interface Exported {
  readonly entries: number;
  readonly checkpoints: number;
  readonly head: TrailHead;
  /** What is wrong with the trail in the store. It is exported as it is, for those who have to find out why. */
  readonly broken: Sentence | undefined;
}

/**
 * The trail as lines, read in pages: an export takes no more memory for a long one, but for its checkpoints. It ends where the
 * trail ended when it began.
 * @throws InputError when it is to begin behind the end; UpstreamError (service "redis")
 */
export async function* exportTrail(deps: ExportTrailDeps): AsyncGenerator<string, Exported> {
  const { audit, publicKeys, fromSeq, now } = deps;
  // In this order: what is signed meanwhile is about later entries, and a checkpoint behind the end is a sign of a cut.
  const stored = await audit.checkpoints();
  const end = await audit.head().catch(onlyDamaged);
  if (end !== undefined && fromSeq > Math.max(end.seq, 1))
    throw new InputError("audit-export.from-beyond", say("audit-export.from-beyond", { fromSeq, entries: end.seq }));
  const follows = fromSeq > 1 ? headOf((await audit.entries(fromSeq - 1, 1))[0]) : emptyTrail;
  const checkpoints = stored.filter(({ seq }) => seq >= Math.max(fromSeq - 1, 1));

  const sum = createHash("sha256");
  const summed = (line: string): string => {
    sum.update(line);
    return line;
  };
  const upTo = function* (seq: number): Generator<TrailCheckpoint> {
    for (let next = checkpoints[0]; next !== undefined && next.seq <= seq; next = checkpoints[0]) {
      checkpoints.shift();
      yield next;
    }
  };

  const all = checkpoints.length;
  let [entries, head, broken]: [number, TrailHead, Sentence | undefined] = [0, follows, undefined];
  const walk = createChainWalk(follows);
  yield summed(headerLine(now(), follows));
  for (const [kid, pem] of publicKeys) yield summed(keyLine(kid, pem));
  for (const checkpoint of upTo(follows.seq)) yield summed(checkpointLine(checkpoint));
  for await (const entry of pagesOf(deps, end)) {
    walk.add([entry]);
    entries += 1;
    head = { seq: entry.seq, hash: entry.hash };
    yield summed(entryLine(entry));
    for (const checkpoint of upTo(entry.seq)) yield summed(checkpointLine(checkpoint));
  }
  const keys = usableKeys(publicKeys);
  const continuations = walk.continuations().filter((each) => isSignedContinuation(each, keys));
  broken = walk.breaks().find(({ seq }) => !continuations.some((each) => namesChanged(each, seq)))?.because;
  for (const checkpoint of upTo(Number.POSITIVE_INFINITY)) {
    broken ??= say("audit.truncated", { fromSeq: head.seq + 1, toSeq: checkpoint.seq });
    yield summed(checkpointLine(checkpoint));
  }
  if (end === undefined) broken ??= say("audit-export.damaged-end", {});
  if (end !== undefined && end.seq > head.seq) broken ??= say("audit.truncated", { fromSeq: head.seq + 1, toSeq: end.seq });
  const storeDamaged = end === undefined;
  yield trailerLine({ entries, checkpoints: all, head, storeDamaged, sha256: sum.digest("hex") });
  return { entries, checkpoints: all, head, broken };
}

/** A damaged end is something to export, and to say. */
function onlyDamaged(error: unknown): undefined {
  if (error instanceof AppError && error.code === trailDamage) return undefined;
  throw error;
}

/** An entry that cannot be read has no hash, and nothing fits behind it. */
const headOf = (entry: AuditEntry | undefined): TrailHead =>
  entry === undefined || entry.hash === "" ? emptyTrail : { seq: entry.seq, hash: entry.hash };

/** Entries from `fromSeq` to the end as it was, or to the last there is where the end is not known. */
async function* pagesOf(
  { audit, fromSeq, page = 1_000 }: ExportTrailDeps,
  end: TrailHead | undefined,
): AsyncGenerator<AuditEntry> {
  const lastSeq = end?.seq ?? Number.POSITIVE_INFINITY;
  for (let next = fromSeq; next <= lastSeq; ) {
    const entries = (await audit.entries(next, page)).filter(({ seq }) => seq <= lastSeq);
    yield* entries;
    const newest = Math.max(0, ...entries.map(({ seq }) => seq));
    // Numbers that do not go on are damage; asking for the same page for ever would not mend it.
    if (newest < next) return;
    next = newest + 1;
  }
}
