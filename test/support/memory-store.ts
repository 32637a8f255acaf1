import {
  type AuditEntry,
  type AuditEvent,
  chain,
  emptyTrail,
  type TrailCheckpoint,
  type TrailHead,
} from "../../src/domain/audit.ts";
import { ConflictError } from "../../src/domain/errors.ts";
import { canonicalJson, type Json, StoredJson } from "../../src/domain/json.ts";
import { type CoveredEntry, recordDigest, recordNote, withRecordNote } from "../../src/domain/log-writes.ts";
import type { DocumentWrite } from "../../src/domain/operation.ts";
import { objectionToRecord } from "../../src/domain/record-proof.ts";
import { holdsLock, isOpen, OperationRequest } from "../../src/domain/request.ts";
import { ScheduleCursor } from "../../src/domain/schedule.ts";
import { say } from "../../src/domain/sentence.ts";
import type { AuditLog } from "../../src/ports/audit-log.ts";
import type { Documents } from "../../src/ports/documents.ts";
import type { IdempotencyClaims } from "../../src/ports/idempotency-claims.ts";
import type { Jobs } from "../../src/ports/jobs.ts";
import type { Locks } from "../../src/ports/locks.ts";
import type { NotificationLog, Told } from "../../src/ports/notification-log.ts";
import type { Report, Reports } from "../../src/ports/reports.ts";
import type { Change, RequestStore, Saved } from "../../src/ports/request-store.ts";
import type { ScheduleCursors } from "../../src/ports/schedule-cursors.ts";
import type { Shown, ViewState } from "../../src/ports/view-state.ts";
import { createMemoryAnchor, type MemoryAnchor } from "./memory-anchor.ts";

export interface Memory {
  readonly store: RequestStore;
  readonly audit: AuditLog;
  readonly documents: Documents;
  readonly locks: Locks & {
    /** Somebody else gets the lock: its holder's `lost` aborts and its lease is no longer the newest. */
    steal(lock: string): void;
  };
  readonly once: IdempotencyClaims;
  readonly viewState: ViewState;
  readonly told: NotificationLog;
  readonly reports: Reports;
  readonly scheduleCursors: ScheduleCursors;
  /** Vault keeps it in truth; here it lives as long as the rest. */
  readonly anchor: MemoryAnchor;
  readonly jobs: Jobs & {
    /** What was asked for, oldest first. */
    readonly ensured: readonly { readonly requestId: string; readonly atMs: number | undefined }[];
    /** Whose way was cleared, oldest first. */
    readonly revived: readonly string[];
    forget(): void;
  };
  /** Puts any text in the place of a record, as a writer of the database could. */
  plant(id: string, text: string): void;
  /** Takes a record out of everything but the log. */
  lose(id: string): void;
  /** Puts any value in the place of a document. */
  plantDocument(write: DocumentWrite): void;
  /** Takes a document out of the store. */
  loseDocument(document: string): void;
  /** Makes a request hold a lock, as a writer of the database could. */
  hold(lock: string, requestId: string): void;
  /** What is on the trail, to be changed as a writer of the database could. */
  readonly trail: AuditEntry[];
}

/** What of it can be put back alone. */
export const storedParts = ["the log", "the requests", "the ledgers", "the queue"] as const;
export type StoredPart = (typeof storedParts)[number];

/** One that can be put back as it was. */
export interface CopiedMemory extends Memory {
  /** Copies all that is stored, as a backup does. @returns puts the copy back, or one part of it; who held a lock then holds none any more */
  copy(): (only?: StoredPart) => void;
  /** All that is stored, as one text; not who held which lock. */
  text(): string;
}

interface MemoryOptions {
  readonly now: () => number;
  /** Whether signing has begun, as it has unless this is `false`; until then no record is doubted. */
  readonly isSigned?: boolean;
}

/** All stores in memory, with the same meaning as the ones in Redis: records pass through text, saves are compared and set. */
export function createMemory({ now, isSigned = true }: MemoryOptions): CopiedMemory {
  const records = new Map<string, string>();
  const holders = new Map<string, string>();
  const documents = new Map<string, string>();
  const fences = new Map<string, number>();
  const held = new Map<string, AbortController>();
  const claims = new Map<string, number>();
  const views = new Map<string, Shown>();
  const told = new Map<string, Told>();
  const reports = new Map<string, Report>();
  const marks = new Map<string, string>();
  const checkpoints = new Map<number, TrailCheckpoint>();
  const ensured: { requestId: string; atMs: number | undefined }[] = [];
  const revived: string[] = [];
  const trail: AuditEntry[] = [];

  const copy = (): ((only?: StoredPart) => void) => {
    const maps: readonly Map<unknown, unknown>[] = [
      ...[records, holders, documents, fences, claims, views, told, reports, marks, checkpoints],
    ];
    const [copies, entries, asked] = [maps.map((map) => [...map]), [...trail], [...ensured]];
    const partOf = new Map<unknown, StoredPart>([
      [records, "the requests"],
      [holders, "the requests"],
      [documents, "the ledgers"],
    ]);
    return (only) => {
      const isMeant = (part: StoredPart | undefined): boolean => only === undefined || part === only;
      for (const [at, map] of maps.entries()) {
        if (!isMeant(partOf.get(map))) continue;
        map.clear();
        for (const [key, value] of copies[at] ?? []) map.set(key, value);
      }
      if (isMeant("the log")) trail.splice(0, trail.length, ...entries);
      if (isMeant("the queue")) ensured.splice(0, ensured.length, ...asked);
      held.clear();
    };
  };
  const text = (): string =>
    JSON.stringify([
      ...[records, holders, documents, claims, views, told, reports, marks, checkpoints].map((map) => [...map]),
      ...[trail, ensured],
    ]);
  const head = (): TrailHead => trail.at(-1) ?? emptyTrail;
  const covered = (id: string): readonly CoveredEntry[] => ofRequest(id).map((entry) => ({ entry, by: "worker" }));
  const append = (events: readonly AuditEvent[]): readonly AuditEntry[] => {
    const entries = chain(head(), events);
    trail.push(...entries);
    return entries;
  };
  const ofRequest = (id: string): readonly AuditEntry[] => trail.filter(({ request }) => request === id);

  const read = (id: string): OperationRequest | undefined => {
    const text = records.get(id);
    if (text === undefined) return undefined;
    try {
      return OperationRequest.parse(JSON.parse(text));
    } catch {
      throw new ConflictError("redis.unreadable", say("redis.unreadable", { what: id }));
    }
  };
  const readable = (): readonly OperationRequest[] =>
    [...records.keys()].flatMap((id) => {
      try {
        return read(id) ?? [];
      } catch {
        return [];
      }
    });

  const save = ({ request, events, documents: writes = [], lease }: Change): Saved => {
    if (lease !== undefined && fences.get(lease.lock) !== lease.fence) return { outcome: "fenced" };
    if ((read(request.id)?.revision ?? 0) !== request.revision - 1) return { outcome: "stale" };
    const holder = holders.get(request.lock);
    if (request.revision === 1 && holdsLock(request) && holder !== undefined) return { outcome: "taken", by: holder };

    if (holdsLock(request)) holders.set(request.lock, holder ?? request.id);
    else if (holder === request.id) holders.delete(request.lock);
    const text = JSON.stringify(request);
    records.set(request.id, text);
    for (const { document, value } of writes) documents.set(document, JSON.stringify(value));
    return {
      outcome: "saved",
      entries: append(withRecordNote(events, recordNote(request.revision, text, writes))),
    };
  };

  const acquire = (lock: string): Awaited<ReturnType<Locks["acquire"]>> => {
    if (held.has(lock)) return undefined;
    const fence = (fences.get(lock) ?? 0) + 1;
    const controller = new AbortController();
    fences.set(lock, fence);
    held.set(lock, controller);
    return {
      lease: { lock, fence },
      lost: controller.signal,
      release: async () => {
        if (held.get(lock) === controller) held.delete(lock);
      },
    };
  };

  return {
    anchor: createMemoryAnchor(),
    store: {
      save: async (change) => save(change),
      load: async (id) => read(id),
      free: async (lock, requestId) => holders.get(lock) === requestId && holders.delete(lock),
      holders: async () =>
        [...holders].map(([lock, requestId]) => ({
          lock,
          requestId,
          request: readable().find(({ id }) => id === requestId),
        })),
      loadWithTrail: async (id) => {
        const request = read(id);
        if (request === undefined) return undefined;
        const digest = recordDigest(records.get(id) ?? "");
        const objection = objectionToRecord({ request, digest, history: covered(id), signedFrom: isSigned ? 1 : undefined });
        return { request, trail: ofRequest(id), objection };
      },
      openIds: async () =>
        readable()
          .filter(isOpen)
          .sort((a, b) => a.createdAtMs - b.createdAtMs)
          .map(({ id }) => id),
      // Its lists are made of the records each time.
      relist: async () => {},
      recent: async (limit) => [...readable()].sort((a, b) => b.createdAtMs - a.createdAtMs).slice(0, limit),
    },
    audit: {
      append: async (events) => append(events),
      head: async () => ({ seq: head().seq, hash: head().hash }),
      lastEntry: async () => trail.at(-1),
      continueFrom: async (from, event) => {
        if (from.seq !== head().seq || from.hash !== head().hash)
          throw new ConflictError("redis.trail-damaged", say("redis.trail-damaged", {}));
        for (const seq of [...checkpoints.keys()]) if (seq > from.seq) checkpoints.delete(seq);
        const [entry] = append([event]);
        if (entry === undefined) throw new Error("one event is one entry");
        return entry;
      },
      forget: () => {},
      follow: async () => ({ seq: head().seq, hash: head().hash }),
      seenHead: () => ({ seq: head().seq, hash: head().hash }),
      entries: async (fromSeq, limit) => trail.filter(({ seq }) => seq >= fromSeq).slice(0, limit),
      ofRequest: async (id) => ofRequest(id),
      checkpoints: async () => [...checkpoints.values()].sort((a, b) => a.seq - b.seq),
      addCheckpoint: async (checkpoint) => void checkpoints.set(checkpoint.seq, checkpoint),
    },
    documents: {
      read: async (document): Promise<Json | undefined> => {
        const text = documents.get(document);
        return text === undefined ? undefined : StoredJson.parse(JSON.parse(text));
      },
      digests: async () => new Map([...documents].map(([document, text]) => [document, recordDigest(text)])),
      sign: async () => {},
    },
    locks: {
      acquire: async (lock) => acquire(lock),
      steal: (lock) => {
        fences.set(lock, (fences.get(lock) ?? 0) + 1);
        held.get(lock)?.abort();
        held.delete(lock);
      },
    },
    once: {
      claim: async (key, forMs) => {
        if ((claims.get(key) ?? 0) > now()) return false;
        claims.set(key, now() + forMs);
        return true;
      },
    },
    viewState: {
      read: async (requestId) => views.get(requestId),
      write: async (requestId, shown) => {
        views.set(requestId, shown);
      },
    },
    told: {
      read: async (requestId) => told.get(requestId) ?? {},
      write: async (requestId, words) => void told.set(requestId, words),
    },
    scheduleCursors: {
      read: async (schedule) => {
        const text = marks.get(schedule);
        return text === undefined ? undefined : ScheduleCursor.parse(JSON.parse(text));
      },
      replace: async (schedule, before, after) => {
        if (marks.get(schedule) !== (before === undefined ? undefined : canonicalJson({ ...before }))) return false;
        marks.set(schedule, canonicalJson({ ...after }));
        return true;
      },
      sign: async () => {},
    },
    reports: {
      read: async (name) => reports.get(name),
      save: async (name, report) => void reports.set(name, report),
    },
    jobs: {
      ensured,
      forget: () => {
        ensured.length = 0;
      },
      ensure: async (requestId, atMs) => {
        ensured.push({ requestId, atMs });
      },
      revived,
      revive: async (requestId) => void revived.push(requestId),
      counts: async () => ({ waiting: ensured.length, active: 0, delayed: 0, failed: 0 }),
    },
    hold: (lock, requestId) => void holders.set(lock, requestId),
    plantDocument: ({ document, value }) => void documents.set(document, JSON.stringify(value)),
    loseDocument: (document) => void documents.delete(document),
    copy,
    text,
    lose: (id) => void records.delete(id),
    plant: (id, text) => {
      records.set(id, text);
    },
    trail,
  };
}
