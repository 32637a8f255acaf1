import { TrailCheckpoint } from "../domain/audit.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { RedisConnection } from "./connection.ts";
import { trailDamaged, unreadable } from "./failures.ts";
import type { Keys } from "./keys.ts";
import type { Trail } from "./trail.ts";
import { HeadReply, LoadReply, parseText, StreamEntries, trailEntryOf } from "./wire.ts";

export interface AuditLogOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly trail: Trail;
}

/**
 * The trail in a Redis stream. Refuses to append, and to name a head, when the end of the stream is not as it was left;
 * reading goes on, so that a check can say where it is damaged.
 */
export function createAuditLog({ redis, keys, trail }: AuditLogOptions): AuditLog {
  return {
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
    head: async () => {
      const reply = HeadReply.parse(await redis.read((client) => client.profinautHead(2, keys.trail, keys.trailHead)));
      if (reply.outcome === "damaged") throw trailDamaged(reply.at);
      return reply.head;
    },
    entries: async (fromSeq, limit) => {
      if (limit < 1) return [];
      const found = await redis.read((client) => client.xrange(keys.trail, `${Math.max(fromSeq, 0)}-0`, "+", "COUNT", limit));
      return StreamEntries.parse(found).map(trailEntryOf);
    },
    ofRequest: async (id) => {
      const reply = await redis.read((client) => client.profinautLoad(3, keys.request(id), keys.trailOf(id), keys.trail));
      return LoadReply.parse(reply)[2].map(trailEntryOf);
    },
    checkpoints: async () => {
      const stored = await redis.read((client) => client.hgetall(keys.checkpoints));
      const checkpoints = Object.entries(stored).map(([seq, text]) => {
        const checkpoint = parseText(TrailCheckpoint, text);
        if (checkpoint === undefined || String(checkpoint.seq) !== seq) throw unreadable(`checkpoint ${seq}`);
        return checkpoint;
      });
      return checkpoints.sort((a, b) => a.seq - b.seq);
    },
    // The first statement about an entry stands: a second one, of another process or after a lost answer, says the same.
    addCheckpoint: async (checkpoint) => {
      await redis.write((client) => client.hsetnx(keys.checkpoints, String(checkpoint.seq), JSON.stringify(checkpoint)));
    },
  };
}
