import { z } from "zod";
import { Signature } from "./approval.ts";
import { type AuditEntry, type AuditEvent, chain, type TrailHead } from "./audit.ts";
import { canonicalJson, canonicalJsonAsStored, digestAsStored, digestOf, type Json, StoredJson } from "./json.ts";
import type { DocumentWrite } from "./operation.ts";

/** One write to the log, as its last entry says: from which entry on, and who signed that. */
const SignedWrite = Signature.unwrap().extend({ first: z.number().int().positive() });
export type SignedWrite = z.infer<typeof SignedWrite>;

/** Which version of a record a write went with, and of which documents, by their names; releases before 0.2 do not say which. */
const RecordNote = z.object({
  revision: z.number().int().positive(),
  digest: z.string(),
  documents: z.record(z.string(), z.string()).exactOptional(),
});
export type RecordNote = z.infer<typeof RecordNote>;

/** What signs, and what is then believed: the half that hears people, or the half that acts. */
export type Half = "ingress" | "worker";

/** An entry with the half of the bot whose signature covers it; `undefined`: nobody's. */
export interface CoveredEntry {
  readonly entry: AuditEntry;
  readonly by: Half | undefined;
}

export type SignWrite = (statement: string) => Promise<Signature>;

/** What the log is to know of a save: the record's revision, the digest of its text, and of the documents that are saved with it. */
export const recordNote = (revision: number, text: string, documents: readonly DocumentWrite[]): RecordNote => ({
  revision,
  digest: recordDigest(text),
  ...(documents.length === 0
    ? {}
    : { documents: Object.fromEntries(documents.map(({ document, value }) => [document, digestAsStored(value)])) }),
});

/** The events of a save with that. */
export function withRecordNote(events: readonly AuditEvent[], note: RecordNote): readonly AuditEvent[] {
  const last = events.at(-1);
  return last === undefined ? [] : [...events.slice(0, -1), { ...last, details: { ...last.details, record: { ...note } } }];
}

/** Of a record's text as it is stored; of the data it holds, whatever the order of its names. */
export const recordDigest = (text: string): string => digestAsStored(StoredJson.parse(JSON.parse(text)));

export const recordNoteOf = ({ details }: AuditEntry): RecordNote | undefined => RecordNote.safeParse(details["record"]).data;

/** Chains events behind `head`, with one signature over all of them (and so over the whole past) in the details of the last. */
export async function signedChain(
  head: TrailHead,
  events: readonly AuditEvent[],
  sign: SignWrite,
): Promise<readonly AuditEntry[]> {
  const plain = chain(head, events);
  const [first, last] = [plain.at(0), plain.at(-1)];
  if (first === undefined || last === undefined) return [];
  const signature = await sign(writeStatement(last, first.seq));
  const { hash: _, ...rest } = { ...last, details: { ...last.details, signed: { first: first.seq, ...signature } } };
  return [...plain.slice(0, -1), { ...rest, hash: digestOf(rest) }];
}

/** The write that an entry is the last of, with what had to be signed for it; `undefined`: it is not signed. */
export function signedWriteOf(entry: AuditEntry): { readonly write: SignedWrite; readonly statement: string } | undefined {
  const write = SignedWrite.safeParse(entry.details["signed"]).data;
  if (write === undefined || write.first > entry.seq) return undefined;
  const { signed: _, ...details } = entry.details;
  return { write, statement: writeStatement({ ...entry, details }, write.first) };
}

/**
 * Which half signed the write that each entry is in, by its number; entries that are in no signed write are left out.
 * @param breaks where the chain is broken: a signature, which is in the last entry of a write, says nothing of what is before that
 */
export async function signersOf(
  entries: readonly AuditEntry[],
  signerOf: (statement: string, write: SignedWrite) => Promise<Half | undefined>,
  breaks: ReadonlySet<number> = new Set(),
): Promise<ReadonlyMap<number, Half>> {
  const by = new Map<number, Half>();
  for (const entry of entries) {
    const signed = signedWriteOf(entry);
    if (signed === undefined) continue;
    const half = await signerOf(signed.statement, signed.write);
    if (half === undefined) continue;
    let first = entry.seq;
    while (first > signed.write.first && !breaks.has(first) && !breaks.has(first - 1)) first -= 1;
    for (let seq = first; seq <= entry.seq; seq += 1) by.set(seq, half);
  }
  return by;
}

function writeStatement({ hash: _, ...rest }: AuditEntry, first: number): string {
  const content: Json = rest;
  return canonicalJson({ statement: "log-write", first, last: rest.seq, content: digestAsStored(content) });
}

/** What the half that acts signs with a document that it saves: a ledger is what the bot itself wrote, or nothing. */
export const documentStatement = (document: string, value: Json): string =>
  canonicalJsonAsStored({ statement: "document", document, digest: digestAsStored(value) });

/** What a half of the bot signs with what it has shown of a request, and where. */
export const shownStatement = (request: string, shown: { readonly [name: string]: unknown }): string =>
  canonicalJson({ statement: "shown", request, shown: StoredJson.parse(shown) });

/** What a half of the bot signs with what it found when it looked at the world, or notes for its next look. */
export const reportStatement = (name: string, { atMs, content }: { readonly atMs: number; readonly content: Json }): string =>
  canonicalJsonAsStored({ statement: "report", name, atMs, digest: digestAsStored(content) });

/** What a half of the bot signs with which notifications about a request were said. */
export const toldStatement = (request: string, said: { readonly [mark: string]: string }): string =>
  canonicalJson({ statement: "told", request, said });

/** What a half of the bot signs with how far a schedule is. */
export const scheduleCursorStatement = (schedule: string, mark: { readonly [name: string]: Json }): string =>
  canonicalJson({ statement: "slot-mark", schedule, mark });
