import { z } from "zod";
import { AuditEntry, TrailCheckpoint, type TrailHead } from "./audit.ts";
import { canonicalJsonAsStored, type Json } from "./json.ts";

/**
 * An exported trail is lines of canonical JSON, so that it can be checked while it is read, however long it is: one header, the
 * public keys, the entries in order with each checkpoint behind the entry it is about, and one trailer.
 */
const exportFormat = "profinaut-audit-export";
export const exportVersion = 1;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.number().int().nonnegative();

export const ExportHeader = z.strictObject({
  line: z.literal("header"),
  format: z.literal(exportFormat),
  version: z.literal(exportVersion),
  madeAtMs: z.number(),
  /** The entry before the first one here; number 0 when nothing is before it. */
  follows: z.strictObject({ seq: Count, hash: Hash }),
});
export type ExportHeader = z.infer<typeof ExportHeader>;

/** Whatever a header of another version has, it has these. */
export const AnyExportHeader = z.object({ line: z.literal("header"), format: z.literal(exportFormat), version: z.number() });

/**
 * An entry as the line's own JSON has it: what JSON.parse has read needs no second look at what is in `details`, and the hash
 * covers it. That is a third of the time a long trail takes.
 */
const ParsedDetails = z.custom<AuditEntry["details"]>((details) => typeof details === "object" && details !== null);
export const ExportedEntry = z.object({
  line: z.literal("entry"),
  entry: AuditEntry.unwrap().extend({ details: ParsedDetails }),
});

export const ExportedKey = z.strictObject({ line: z.literal("public-key"), kid: z.string(), pem: z.string() });
export const ExportedCheckpoint = z.strictObject({ line: z.literal("checkpoint"), checkpoint: TrailCheckpoint });

export const ExportTrailer = z.strictObject({
  line: z.literal("trailer"),
  entries: Count,
  checkpoints: Count,
  head: z.strictObject({ seq: Count, hash: Hash }),
  /** Whether the store itself found the end of its trail not as the bot had left it. */
  storeDamaged: z.boolean(),
  /** SHA-256 of every byte before this line. */
  sha256: Hash,
});
export type ExportTrailer = z.infer<typeof ExportTrailer>;

export const headerLine = (madeAtMs: number, { seq, hash }: TrailHead): string =>
  lineOf({ line: "header", format: exportFormat, version: exportVersion, madeAtMs, follows: { seq, hash } });
export const keyLine = (kid: string, pem: string): string => lineOf({ line: "public-key", kid, pem });
export const entryLine = (entry: AuditEntry): string => lineOf({ line: "entry", entry: { ...entry } });
export const checkpointLine = (checkpoint: TrailCheckpoint): string =>
  lineOf({ line: "checkpoint", checkpoint: { ...checkpoint } });
export const trailerLine = (trailer: Omit<ExportTrailer, "line">): string => lineOf({ ...trailer, line: "trailer" });

const lineOf = (value: Json): string => `${canonicalJsonAsStored(value)}\n`;
