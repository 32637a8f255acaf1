import { type AuditEntry, emptyTrail, endingsWithoutSuccess, type TrailHead } from "../domain/audit.ts";
import { recordNoteOf } from "../domain/log-writes.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Registry } from "./registry.ts";

export interface OpenByLogDeps {
  readonly audit: Pick<AuditLog, "entries">;
  readonly registry: Registry;
  /** From which entry on everything on the log is signed: until then an older release may save a document and not say so. */
  readonly signedFrom: () => number | undefined;
  /** Entries that are read at most each time it is asked; default 20,000. */
  readonly entriesPerLook?: number;
}

/** What the log says of requests. Times are those at which they were asked for. */
export interface AskedByLog {
  /** Of which the log does not say that they are over. */
  readonly open: ReadonlyMap<string, number>;
  /** Those that ended last. */
  readonly ended: ReadonlyMap<string, number>;
  /** Digests of the documents that were saved with them last, by name; `undefined` while the log is not read to its end. */
  readonly documents: ReadonlyMap<string, string> | undefined;
}

interface OpenRequest {
  readonly askedAtMs: number;
  readonly operation: string;
  /** What is still to be done after success; `undefined`: it has not succeeded yet. */
  later?: Set<string>;
}

const page = 1_000;
/** How many of those that ended are kept in mind. */
const endedAtMost = 50;

/**
 * Reads the log on from where it was, and knows from it alone which requests are open or have just ended and which documents there
 * must be, whatever the store says.
 */
export function createOpenByLog({ audit, registry, signedFrom, entriesPerLook = 20_000 }: OpenByLogDeps) {
  const open = new Map<string, OpenRequest>();
  const ended = new Map<string, number>();
  const documents = new Map<string, { readonly digest: string; readonly seq: number }>();
  let read: TrailHead = emptyTrail;

  /** The log may have been let go on from an earlier entry. */
  async function beginAnewUnlessThere(): Promise<void> {
    if (read.seq === 0) return;
    const [last] = await audit.entries(read.seq, 1);
    if (last?.seq === read.seq && last.hash === read.hash) return;
    open.clear();
    ended.clear();
    documents.clear();
    read = emptyTrail;
  }

  function take(entry: AuditEntry): void {
    const { request: id, action, atMs, details, seq, hash } = entry;
    read = { seq, hash };
    if (id === null) return;
    for (const [document, digest] of Object.entries(recordNoteOf(entry)?.documents ?? {}))
      documents.set(document, { digest, seq });
    if (action === "request.submitted") open.set(id, { askedAtMs: atMs, operation: String(details["operation"]) });
    const request = open.get(id);
    if (request === undefined) return;
    if (action === "run.succeeded")
      request.later = new Set(registry.get(request.operation)?.laterSteps.map((step) => step.id) ?? []);
    if (action === "step.done") request.later?.delete(String(details["step"]));
    if (!endingsWithoutSuccess.has(action) && request.later?.size !== 0) return;
    open.delete(id);
    ended.set(id, request.askedAtMs);
    for (const oldest of [...ended.keys()].slice(0, -endedAtMost)) ended.delete(oldest);
  }

  function saved(): ReadonlyMap<string, string> {
    const from = signedFrom() ?? Number.POSITIVE_INFINITY;
    return new Map([...documents].flatMap(([name, { digest, seq }]) => (seq >= from ? [[name, digest] as const] : [])));
  }

  return async (): Promise<AskedByLog> => {
    await beginAnewUnlessThere();
    let isWhole = false;
    for (let count = 0; count < entriesPerLook && !isWhole; count += page) {
      const entries = await audit.entries(read.seq + 1, page);
      for (const entry of entries) take(entry);
      isWhole = entries.length < page;
    }
    return {
      open: new Map([...open].map(([id, { askedAtMs }]) => [id, askedAtMs])),
      ended,
      documents: isWhole ? saved() : undefined,
    };
  };
}
