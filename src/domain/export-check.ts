import { createHash, type KeyObject } from "node:crypto";
import type { z } from "zod";
import { checkChain, checkpointStatement, emptyTrail, type TrailCheckpoint, type TrailHead } from "./audit.ts";
import {
  AnyExportHeader,
  ExportedCheckpoint,
  ExportedEntry,
  ExportedKey,
  ExportHeader,
  ExportTrailer,
  exportVersion,
} from "./audit-export.ts";
import { type Continuation, continuationIn, isSignedContinuation, namesChanged, namesWitnessed } from "./continuation.ts";
import { InputError } from "./errors.ts";
import { canonicalJson } from "./json.ts";
import { isSignedBy, publicKeyOf } from "./public-keys.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "audit-check.not-an-export": NoParams;
    "audit-check.newer": { version: number };
    "audit-check.no-keys": NoParams;
    "audit-check.key-unusable": { kid: string };
    "audit-check.line-unreadable": { line: number; afterSeq: number };
    "audit-check.out-of-place": { line: number; afterSeq: number };
    "audit-check.checkpoint-misplaced": { seq: number; afterSeq: number };
    "audit-check.checkpoint-missing": { seq: number; namedBySeq: number };
    "audit-check.no-trailer": { afterSeq: number };
    "audit-check.behind-trailer": NoParams;
    "audit-check.counts": { entries: number; checkpoints: number; saidEntries: number; saidCheckpoints: number };
    "audit-check.bytes": NoParams;
    "audit-check.store-damaged": { seq: number };
    "audit-check.witness-unsigned": { seq: number };
    "audit-check.witness-beyond": { seq: number; lastSeq: number };
    "audit-check.witness-differs": { seq: number };
  }
}

export interface ExportCheckOptions {
  /** Key id → PEM, from elsewhere: then those in the export count for nothing. */
  readonly keys?: ReadonlyMap<string, string> | undefined;
  /** Checkpoints that somebody copied from the channel. */
  readonly witnesses: readonly TrailCheckpoint[];
}

export type ExportVerdict =
  | {
      readonly intact: true;
      readonly madeAtMs: number;
      readonly fromSeq: number;
      readonly head: TrailHead;
      readonly entries: number;
      readonly checkpoints: number;
      /** Number of the last entry that a checkpoint covers; 0: none does. */
      readonly signedUpTo: number;
      readonly keys: "given" | "own";
      /** What somebody has signed that the trail goes on without. */
      readonly continuations: readonly Continuation[];
      readonly witnesses: number;
      /** Those of them about entries before the first one here: nothing could be compared. */
      readonly witnessesBefore: number;
    }
  | { readonly intact: false; readonly because: Sentence };

/** What is wrong, unless somebody has signed that the trail goes on without it. */
interface Doubt {
  readonly because: Sentence;
  readonly isNamedIn?: (continuation: Continuation) => boolean;
}

/** Checks an export line by line, as it is read; it keeps no entry. */
export interface ExportCheck {
  /**
   * @param bytes one line, without its line feed
   * @returns whether it is worth going on: what is wrong is mended by nothing that follows, but for a person's signed word
   * @throws InputError when this is no export, or one that this version does not know
   */
  line(bytes: Uint8Array): boolean;
  /** @param endsWithLineFeed a last line without one was cut off */
  end(endsWithLineFeed: boolean): ExportVerdict;
  /** The entry of the line that was given last, for whoever reads an export for what is in it. */
  readonly newest: () => z.output<typeof ExportedEntry>["entry"] | undefined;
}

export function createExportCheck({ keys: given, witnesses }: ExportCheckOptions): ExportCheck {
  const keys = new Map<string, KeyObject>();
  for (const [kid, pem] of given ?? []) keys.set(kid, usable(kid, pem));
  const sum = createHash("sha256");
  /** Hashes at the numbers somebody witnessed. */
  const seen = new Map<number, string | undefined>(witnesses.map(({ seq }) => [seq, undefined]));
  const signed = new Set<number>();

  let [lines, entries, checkpoints, signedUpTo, madeAtMs] = [0, 0, 0, 0, 0];
  let last: TrailHead = emptyTrail;
  let trailer: ExportTrailer | undefined;
  const doubts: Doubt[] = [];
  const said: Continuation[] = [];
  let newest: ReturnType<ExportCheck["newest"]>;

  const fail = (because: Sentence): false => {
    doubts.push({ because });
    return false;
  };
  const doubt = (because: Sentence, isNamedIn: NonNullable<Doubt["isNamedIn"]>): void => void doubts.push({ because, isNamedIn });
  const continuations = (): readonly Continuation[] => said.filter((each) => isSignedContinuation(each, keys));
  const firstSeq = (): number => last.seq - entries + 1;
  const isTrue = ({ kid, signature, ...statement }: TrailCheckpoint): boolean => {
    const key = keys.get(kid);
    return key !== undefined && isSignedBy(key, canonicalJson(checkpointStatement(statement)), signature);
  };
  const goOnFrom = (head: TrailHead): true => {
    last = head;
    if (seen.has(head.seq)) seen.set(head.seq, head.hash);
    return true;
  };

  const readHeader = (json: unknown): boolean => {
    const any = AnyExportHeader.safeParse(json);
    if (!any.success) throw new InputError("audit-check.not-an-export", say("audit-check.not-an-export", {}));
    const { version } = any.data;
    if (version > exportVersion) throw new InputError("audit-check.newer", say("audit-check.newer", { version }));
    const header = ExportHeader.safeParse(json);
    if (!header.success) return fail(say("audit-check.line-unreadable", { line: 1, afterSeq: 0 }));
    madeAtMs = header.data.madeAtMs;
    // Before the first entry of all there is nothing whose hash could be chosen.
    return goOnFrom(header.data.follows.seq === 0 ? emptyTrail : header.data.follows);
  };

  const readKey = (json: unknown): boolean | undefined => {
    const { data } = ExportedKey.safeParse(json);
    if (data === undefined) return undefined;
    if (entries > 0) return fail(say("audit-check.out-of-place", { line: lines, afterSeq: last.seq }));
    if (given !== undefined) return true;
    const key = publicKeyOf(data.pem);
    if (key === undefined) return fail(say("audit-check.key-unusable", { kid: data.kid }));
    keys.set(data.kid, key);
    return true;
  };

  const readEntry = (json: unknown): boolean | undefined => {
    const { data } = ExportedEntry.safeParse(json);
    if (data === undefined) return undefined;
    const { seq, hash } = data.entry;
    const check = checkChain(last, [data.entry]);
    if (!check.intact) doubt(check.because, (each) => namesChanged(each, check.seq));
    entries += 1;
    if (seq <= last.seq) return true;
    const continuation = continuationIn(data.entry);
    if (continuation !== undefined) said.push(continuation);
    newest = data.entry;
    return goOnFrom({ seq, hash });
  };

  const readCheckpoint = (json: unknown): boolean | undefined => {
    const { data } = ExportedCheckpoint.safeParse(json);
    if (data === undefined) return undefined;
    const { seq, hash, previousSeq } = data.checkpoint;
    if (keys.size === 0) throw new InputError("audit-check.no-keys", say("audit-check.no-keys", {}));
    if (!isTrue(data.checkpoint)) return fail(say("audit.unsigned", { seq }));
    if (seq > last.seq) return fail(say("audit.truncated", { fromSeq: last.seq + 1, toSeq: seq }));
    if (seq < last.seq) return fail(say("audit-check.checkpoint-misplaced", { seq, afterSeq: last.seq }));
    if (hash !== last.hash) doubt(say("audit.rewritten", { seq }), (each) => namesWitnessed(each, data.checkpoint));
    const isBefore = previousSeq < Math.max(firstSeq() - 1, 1);
    if (!isBefore && !signed.has(previousSeq))
      return fail(say("audit-check.checkpoint-missing", { seq: previousSeq, namedBySeq: seq }));
    signed.add(seq);
    checkpoints += 1;
    signedUpTo = seq;
    return true;
  };

  const readTrailer = (json: unknown): boolean | undefined => {
    trailer = ExportTrailer.safeParse(json).data;
    return trailer === undefined ? undefined : true;
  };

  return {
    newest: () => newest,
    line(bytes) {
      lines += 1;
      newest = undefined;
      if (trailer !== undefined) return fail(say("audit-check.behind-trailer", {}));
      const json = parsed(bytes);
      const isGood =
        lines === 1 ? readHeader(json) : (readEntry(json) ?? readCheckpoint(json) ?? readKey(json) ?? readTrailer(json));
      if (trailer === undefined) sum.update(bytes).update("\n");
      return isGood ?? fail(say("audit-check.line-unreadable", { line: lines, afterSeq: last.seq }));
    },
    end(endsWithLineFeed) {
      if (lines === 0) throw new InputError("audit-check.not-an-export", say("audit-check.not-an-export", {}));
      const because = unnamed() ?? wrongAtTheEnd(endsWithLineFeed) ?? contradiction();
      if (because !== undefined) return { intact: false, because };
      const meant = witnesses.filter((witness) => !isSuperseded(witness));
      return {
        intact: true,
        madeAtMs,
        fromSeq: firstSeq(),
        head: last,
        entries,
        checkpoints,
        signedUpTo,
        keys: given === undefined ? "own" : "given",
        continuations: continuations(),
        witnesses: meant.length,
        witnessesBefore: meant.filter(({ seq }) => seen.get(seq) === undefined).length,
      };
    },
  };

  /** What it saw, somebody has signed that the trail goes on without. */
  function isSuperseded(witness: TrailCheckpoint): boolean {
    const isOther = witness.seq >= firstSeq() && seen.get(witness.seq) !== witness.hash;
    return isOther && continuations().some((each) => namesWitnessed(each, witness));
  }

  function unnamed(): Sentence | undefined {
    return doubts.find(({ isNamedIn }) => isNamedIn === undefined || !continuations().some(isNamedIn))?.because;
  }

  function wrongAtTheEnd(endsWithLineFeed: boolean): Sentence | undefined {
    if (trailer === undefined || !endsWithLineFeed) return say("audit-check.no-trailer", { afterSeq: last.seq });
    const [saidEntries, saidCheckpoints] = [trailer.entries, trailer.checkpoints];
    if (saidEntries !== entries || saidCheckpoints !== checkpoints)
      return say("audit-check.counts", { entries, checkpoints, saidEntries, saidCheckpoints });
    const isSame = trailer.head.seq === last.seq && trailer.head.hash === last.hash;
    if (!isSame || trailer.sha256 !== sum.digest("hex")) return say("audit-check.bytes", {});
    return trailer.storeDamaged ? say("audit-check.store-damaged", { seq: last.seq }) : undefined;
  }

  /** The first witness that saw something else. */
  function contradiction(): Sentence | undefined {
    for (const witness of [...witnesses].sort((a, b) => a.seq - b.seq)) {
      const { seq, hash } = witness;
      if (keys.size === 0) throw new InputError("audit-check.no-keys", say("audit-check.no-keys", {}));
      if (!isTrue(witness)) return say("audit-check.witness-unsigned", { seq });
      if (isSuperseded(witness)) continue;
      if (seq > last.seq) return say("audit-check.witness-beyond", { seq, lastSeq: last.seq });
      const found = seen.get(seq);
      if (found !== undefined && found !== hash) return say("audit-check.witness-differs", { seq });
    }
    return undefined;
  }
}

function usable(kid: string, pem: string): KeyObject {
  const key = publicKeyOf(pem);
  if (key === undefined) throw new InputError("audit-check.key-unusable", say("audit-check.key-unusable", { kid }));
  return key;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
}
