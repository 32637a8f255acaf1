import { z } from "zod";
import { Signature } from "../domain/approval.ts";
import { AuditEntry, type TrailHead } from "../domain/audit.ts";
import { canonicalJsonAsStored, type Json } from "../domain/json.ts";
import type { Shown } from "../ports/view-state.ts";

/** Number of the entry at which it is seen; `undefined` where it is the keys that are not ours. */
const Damage = z
  .tuple([z.literal("damaged"), z.coerce.number().int().nonnegative()])
  .transform(([outcome, seq]) => ({ outcome, at: seq === 0 ? undefined : seq }));

const Head = z.tuple([z.coerce.number().int().nonnegative(), z.string()]).transform(([seq, hash]): TrailHead => ({ seq, hash }));

/** What the scripts that write answer; see the Lua files. */
export const WriteReply = z.union([
  z.tuple([z.literal("saved")]).transform(([outcome]) => ({ outcome })),
  z.tuple([z.literal("stale")]).transform(([outcome]) => ({ outcome })),
  z.tuple([z.literal("fenced")]).transform(([outcome]) => ({ outcome })),
  Damage,
  z.tuple([z.literal("taken"), z.string()]).transform(([outcome, by]) => ({ outcome, by })),
  z.tuple([z.literal("moved")], z.unknown()).transform(([outcome, ...head]) => ({ outcome, head: Head.parse(head) })),
]);

export const HeadReply = z.union([
  Damage,
  z.tuple([z.literal("foreign"), z.string()]).transform(([outcome, key]) => ({ outcome, key })),
  z.tuple([z.literal("head")], z.unknown()).transform(([outcome, ...head]) => ({ outcome, head: Head.parse(head) })),
]);

/** `[id, [field, value, …]]` of a stream. */
const StreamEntry = z.tuple([z.string(), z.array(z.string())]);
export type StreamEntry = z.infer<typeof StreamEntry>;
export const StreamEntries = z.array(StreamEntry);

/** Revision and text of a record, number of the first entry about it, entries, and whether there are more. */
export const LoadReply = z.tuple([
  z.string().nullable(),
  z.string().nullable(),
  z.coerce.number().int().nullable(),
  StreamEntries,
  z.enum(["", "more"]),
]);

export const RecordFields = z.tuple([z.string().nullable(), z.string().nullable()]);

export const StoredShown: z.ZodType<Shown & { readonly signature?: Signature }> = z.object({
  place: z.object({ channel: z.string(), message: z.string() }).nullable(),
  revision: z.number(),
  seq: z.number(),
  hash: z.string().exactOptional(),
  toldState: z.string().nullable(),
  signature: Signature.exactOptional(),
});

export const ToldMarks = z.record(z.string(), z.enum(["begun", "settled"])).readonly();
export const StoredTold = z.object({ said: ToldMarks, signature: Signature });

/** Text as it was stored, or `undefined` when it is no JSON or not of that shape. */
export function parseText<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * A trail entry as it lies in the stream. One whose bytes are not exactly what we write becomes an entry that fits
 * no chain, so that a check names it instead of stumbling over it.
 */
export function trailEntryOf([id, fields]: StreamEntry): AuditEntry {
  const seq = Number(/^([1-9]\d*)-0$/.exec(id)?.[1]);
  const [name, text, ...others] = fields;
  const entry = name === "entry" && text !== undefined && others.length === 0 ? parseText(AuditEntry, text) : undefined;
  if (entry !== undefined && entry.seq === seq && trailEntryText(entry) === text) return entry;
  return {
    seq: Number.isSafeInteger(seq) ? seq : 0,
    atMs: 0,
    actor: "",
    action: "unreadable",
    request: null,
    details: {},
    prevHash: "",
    hash: "",
  };
}

/** Canonical, so that every change of a byte can be told. */
export const trailEntryText = (entry: AuditEntry): string => {
  const plain: Json = { ...entry };
  return canonicalJsonAsStored(plain);
};
