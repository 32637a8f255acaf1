import { type AuditEntry, emptyTrail, TrailCheckpoint } from "../domain/audit.ts";
import { type SignWrite, signedChain } from "../domain/log-writes.ts";
import { entriesOf } from "../domain/record-proof.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { RedisConnection } from "./connection.ts";
import { foreignKey, trailDamaged } from "./failures.ts";
import type { Keys } from "./keys.ts";
import type { Trail } from "./trail.ts";
import { createTrailRange } from "./trail-range.ts";
import type { VerifiedLog } from "./verified-log.ts";
import { HeadReply, parseText, trailEntryOf, trailEntryText, WriteReply } from "./wire.ts";

export type AuditReader = Pick<AuditLog, "entries" | "head" | "checkpoints">;

export interface AuditLogOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly trail: Trail;
  readonly log: VerifiedLog;
  readonly sign: SignWrite;
}

/** What somebody needs who only reads; no more than Redis is asked. */
export function createAuditReader({ redis, keys }: Pick<AuditLogOptions, "redis" | "keys">): AuditReader {
  const range = createTrailRange({ redis, keys });
  return {
    head: async () => {
      const own = [keys.trail, keys.trailHead, keys.open, keys.all, keys.holders, keys.documents];
      const reply = HeadReply.parse(await redis.read((client) => client.profinautHead(own.length, ...own)));
      if (reply.outcome === "damaged") throw trailDamaged(reply.at);
      if (reply.outcome === "foreign") throw foreignKey(reply.key);
      return reply.head;
    },
    entries: async (fromSeq, limit) => {
      if (limit < 1) return [];
      const found: AuditEntry[] = [];
      for await (const entry of range.from(Math.max(fromSeq, 0), limit)) found.push(trailEntryOf(entry));
      return found;
    },
    checkpoints: async () => {
      const stored = await redis.read((client) => client.hgetall(keys.checkpoints));
      // What somebody else put there is no checkpoint.
      const checkpoints = Object.entries(stored).flatMap(([seq, text]) => {
        const checkpoint = parseText(TrailCheckpoint, text);
        return checkpoint === undefined || String(checkpoint.seq) !== seq ? [] : [checkpoint];
      });
      return checkpoints.sort((a, b) => a.seq - b.seq);
    },
  };
}

/**
 * The trail in a Redis stream. Refuses to append, and to name a head, when the end of the stream is not as it was left;
 * reading goes on, so that a check can say where it is damaged.
 */
export function createAuditLog({ redis, keys, trail, log, sign }: AuditLogOptions): AuditLog {
  const range = createTrailRange({ redis, keys });
  return {
    ...createAuditReader({ redis, keys }),
    append: async (events) => {
      if (events.length === 0) return [];
      const own = [keys.trail, keys.trailHead];
      const saved = await trail.write({
        events,
        ownKeys: own.length,
        send: ({ lists, head, entries }) =>
          redis.write((client) => client.profinautAppend(own.length + lists.length, ...own, ...lists, ...head, ...entries)),
      });
      if (saved.outcome !== "saved") throw trailDamaged(undefined);
      return saved.entries;
    },
    lastEntry: async () => {
      for await (const stored of range.newest(lookedBack)) {
        const entry = trailEntryOf(stored);
        if (entry.hash !== "") return entry;
      }
      return undefined;
    },
    continueFrom: async (from, event) => {
      const [entry] = await signedChain(from, [event], sign);
      if (entry === undefined) throw new RangeError("one event is one entry");
      const own = [keys.trail, keys.trailHead, keys.checkpoints, keys.trailAside];
      const text = trailEntryText(entry);
      const answer = WriteReply.parse(
        await redis.write((client) =>
          client.profinautContinue(own.length, ...own, from.seq, from.hash, entry.hash, entry.seq, text),
        ),
      );
      if (answer.outcome !== "saved") throw trailDamaged(answer.outcome === "damaged" ? answer.at : undefined);
      trail.forget();
      log.forget();
      return entry;
    },
    forget: () => {
      trail.forget();
      log.forget();
    },
    ofRequest: async (id) => entriesOf((await log.load(id)).history),
    seenHead: () => {
      const [written, checked] = [trail.seenHead(), log.head() ?? emptyTrail];
      return checked.seq > written.seq ? checked : written;
    },
    follow: async () => (await log.follow()) ?? emptyTrail,
    // A second statement about an entry says the same; one about its number may be of what the log has lost since.
    addCheckpoint: async (checkpoint) => {
      await redis.write((client) => client.hset(keys.checkpoints, String(checkpoint.seq), JSON.stringify(checkpoint)));
    },
  };
}

/** How many entries at the end may be unreadable before nothing is found. */
const lookedBack = 100_000;
