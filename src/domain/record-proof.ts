import type { AuditEntry } from "./audit.ts";
import { type CoveredEntry, recordNoteOf } from "./log-writes.ts";
import type { OperationRequest } from "./request.ts";

/** What a stored record is compared with. */
export interface RecordEvidence {
  readonly request: OperationRequest;
  /** Of the text that is stored; see `recordDigest`. */
  readonly digest: string;
  /** What the chained log says of the request, in order. */
  readonly history: readonly CoveredEntry[];
  /** From this entry on every write is signed; `undefined`: signing has not begun, and nothing is proved. */
  readonly signedFrom: number | undefined;
}

/**
 * Why a record is not what the bot wrote last, as a fixed word for the log; `undefined`: the log proves it. "unsigned" for what was
 * written before signing began and never since: nobody may act on that.
 */
export function objectionToRecord({ request, digest, history, signedFrom }: RecordEvidence): string | undefined {
  if (signedFrom === undefined) return undefined;
  const [first] = history;
  if (first?.entry.action !== "request.submitted") return "index";
  if (history.some(({ entry, by }) => by === undefined && entry.seq >= signedFrom)) return "unsigned";
  const noted = history.findLast(({ entry, by }) => by !== undefined && recordNoteOf(entry) !== undefined);
  const note = noted && recordNoteOf(noted.entry);
  if (note === undefined) return "unsigned";
  if (note.revision !== request.revision || note.digest !== digest) return "record";
  return request.steps.every(({ id, state }) => state !== "done" || history.some(isDone(id, signedFrom))) ? undefined : "step";
}

/** A step is done when the half that acts has signed that it is. */
const isDone =
  (step: string, signedFrom: number) =>
  ({ entry, by }: CoveredEntry): boolean =>
    entry.action === "step.done" && entry.details["step"] === step && (by === "worker" || entry.seq < signedFrom);

/** The same, of entries alone. */
export const entriesOf = (history: readonly CoveredEntry[]): readonly AuditEntry[] => history.map(({ entry }) => entry);
