import type { Redis } from "ioredis";
import { recordDigest, recordNote, withRecordNote } from "../domain/log-writes.ts";
import { entriesOf, objectionToRecord } from "../domain/record-proof.ts";
import { holdsLock, isOpen, OperationRequest } from "../domain/request.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { Change, RequestStore } from "../ports/request-store.ts";
import type { RedisConnection } from "./connection.ts";
import { signatureField, signDocument } from "./documents.ts";
import { failureOf, unreadable } from "./failures.ts";
import type { Keys } from "./keys.ts";
import type { Trail } from "./trail.ts";
import type { VerifiedLog } from "./verified-log.ts";
import { parseText, RecordFields } from "./wire.ts";

export interface RequestStoreOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly trail: Trail;
  readonly log: VerifiedLog;
  readonly signing: Pick<LogSigning, "sign" | "from">;
  /** Told the id of a record that a list leaves out because it is missing or cannot be read. */
  readonly onUnreadable?: (id: string) => void;
}

/**
 * Records in Redis. A save is one script and one round trip (more only when another process wrote to the trail in
 * between); a load is one round trip; a list is two. A save that is sent again is answered with `stale`.
 */
export function createRequestStore({
  redis,
  keys,
  trail,
  log,
  signing,
  onUnreadable = () => {},
}: RequestStoreOptions): RequestStore {
  const save = async ({ request, events, documents = [], lease }: Change) => {
    const text = JSON.stringify(request);
    const signed = await Promise.all(documents.map(async (write) => [write, await signDocument(write, signing.sign)] as const));
    const fields = signed.flatMap(([{ document, value }, signature]) => [
      [document, JSON.stringify(value)],
      [signatureField(document), JSON.stringify(signature)],
    ]);
    const own = [
      keys.trail,
      keys.trailHead,
      keys.request(request.id),
      keys.open,
      keys.all,
      keys.holders,
      keys.documents,
      // Without a lease nothing looks at it, but a script's keys have fixed places.
      keys.fence(lease?.lock ?? request.lock),
    ];
    return trail.write({
      events: withRecordNote(events, recordNote(request.revision, text, documents)),
      ownKeys: own.length,
      send: ({ lists, head, entries }) =>
        redis.write((client) =>
          client.profinautSave(
            own.length + lists.length,
            ...own,
            ...lists,
            ...head,
            fields.length,
            request.id,
            request.revision,
            text,
            request.createdAtMs,
            isOpen(request) ? "open" : "",
            holdsLock(request) ? "holds" : "",
            request.lock,
            lease?.fence ?? "",
            ...entries,
            ...fields.flat(),
          ),
        ),
    });
  };

  const loadWithTrail: RequestStore["loadWithTrail"] = async (id) => {
    const { revision, record, history } = await log.load(id);
    const request = requestOf(id, revision, record);
    if (request === undefined) return undefined;
    const digest = recordDigest(record ?? "");
    const objection = objectionToRecord({ request, digest, history, signedFrom: signing.from() });
    return { request, trail: entriesOf(history), objection };
  };

  const loadAll = (ids: readonly string[]): Promise<readonly OperationRequest[]> =>
    redis.read(async (client) => {
      const replies = await fieldsOf(
        client,
        ids.map((id) => keys.request(id)),
      );
      return ids.flatMap((id, at) => {
        const [revision, record] = replies[at] ?? [null, null];
        const request = readableOf(id, revision, record);
        if (request === undefined) onUnreadable(id);
        return request ?? [];
      });
    });

  return {
    save,
    load: async (id) => {
      const [revision, record] = await redis.read(async (client) =>
        RecordFields.parse(await client.hmget(keys.request(id), "revision", "record")),
      );
      return requestOf(id, revision, record);
    },
    loadWithTrail,
    openIds: async () => {
      const ids = await redis.read((client) => client.zrange(keys.open, "0", "-1"));
      const requests = await loadAll(ids);
      return requests.map(({ id }) => id);
    },
    holders: async () => {
      const held = Object.entries(await redis.read((client) => client.hgetall(keys.holders)));
      const requests = new Map((await loadAll(held.map(([, id]) => id))).map((request) => [request.id, request]));
      return held.map(([lock, requestId]) => ({ lock, requestId, request: requests.get(requestId) }));
    },
    free: async (lock, requestId) =>
      (await redis.write((client) => client.profinautFree(1, keys.holders, lock, requestId))) === 1,
    relist: async (request) => {
      const { id, revision, createdAtMs, lock } = request;
      const [open, holds] = [isOpen(request) ? "open" : "", holdsLock(request) ? "holds" : ""];
      const at = [keys.request(id), keys.open, keys.all, keys.holders];
      await redis.write((client) => client.profinautRelist(at.length, ...at, id, revision, createdAtMs, open, holds, lock));
    },
    recent: async (limit) => {
      if (limit < 1) return [];
      return loadAll(await redis.read((client) => client.zrevrange(keys.all, 0, limit - 1)));
    },
  };
}

/** A record is believed only when it is where it says it is, with the revision that saves are compared with. */
function readableOf(id: string, revision: string | null, record: string | null): OperationRequest | undefined {
  const request = record === null ? undefined : parseText(OperationRequest, record);
  return request?.id === id && String(request.revision) === revision ? request : undefined;
}

function requestOf(id: string, revision: string | null, record: string | null): OperationRequest | undefined {
  if (revision === null && record === null) return undefined;
  const request = readableOf(id, revision, record);
  if (request === undefined) throw unreadable(id);
  return request;
}

async function fieldsOf(
  client: Redis,
  records: readonly string[],
): Promise<readonly (readonly [string | null, string | null])[]> {
  const pipeline = client.pipeline();
  for (const record of records) pipeline.hmget(record, "revision", "record");
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, fields]) => {
    if (error !== null) throw failureOf(error, "read");
    return RecordFields.parse(fields);
  });
}
