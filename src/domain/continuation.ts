import type { KeyObject } from "node:crypto";
import { z } from "zod";
import { type AuditEntry, type AuditEvent, checkChain, emptyTrail, type TrailHead } from "./audit.ts";
import { firstLetters } from "./cut.ts";
import { canonicalJson, digestOf } from "./json.ts";
import { isSignedBy } from "./public-keys.ts";
import type { Sentence } from "./sentence.ts";

const Place = z.object({ seq: z.number().int().nonnegative(), hash: z.string() }).readonly();

/** A person's signed word that the audit log goes on from `from`, although `lost` was seen. */
export const Continuation = z
  .object({
    /** What was seen and is not there any more; where an entry was changed, that entry. Its hash is empty where nobody knows it. */
    lost: Place,
    /** Where the log ended when the word was given. */
    from: Place,
    /** From this entry on to `from` nothing is signed: the end of the write that they were in is lost. */
    unsigned: z.number().int().positive().exactOptional(),
    /** First and last of each row of entries that are not as they were written. Without it, as first given: all from `lost` to `from`. */
    changed: z
      .array(z.tuple([z.number().int().positive(), z.number().int().positive()]).readonly())
      .readonly()
      .exactOptional(),
    by: z.string(),
    atMs: z.number(),
    reason: z.string(),
    kid: z.string(),
    signature: z.string(),
  })
  .readonly();
export type Continuation = z.infer<typeof Continuation>;

/** What somebody is asked to go on from, and in spite of what. */
export type Loss = Pick<Continuation, "lost" | "from" | "unsigned" | "changed">;

/** What is signed when somebody lets the log go on. */
export const continuationStatement = ({ by, atMs, reason, ...loss }: Omit<Continuation, "kid" | "signature">): string =>
  canonicalJson({ statement: "continue", ...placesOf(loss), by, atMs, reason });

const placesOf = ({ lost, from, unsigned, changed }: Loss) => ({
  lost: placeOf(lost),
  from: placeOf(from),
  ...(unsigned === undefined ? {} : { unsigned }),
  ...(changed === undefined ? {} : { changed: changed.map(([first, last]) => [first, last]) }),
});

/** What a person types to say that they have read of this very loss. */
export const codeOf = (loss: Loss): string => firstLetters(digestOf(placesOf(loss)), 8);

const placeOf = ({ seq, hash }: TrailHead): { readonly seq: number; readonly hash: string } => ({ seq, hash });

const action = "log.continued";

/** The entry that a continuation becomes, right behind the one it goes on from. */
export const continuationEvent = ({ lost, from, by, atMs, ...rest }: Continuation): AuditEvent => ({
  atMs,
  actor: `user:${by}`,
  action,
  request: null,
  details: { lost: placeOf(lost), from: placeOf(from), ...rest },
});

/** The continuation in an entry that stands where it says; whether it is a true one, its signature says. */
export function continuationIn(entry: AuditEntry): Continuation | undefined {
  if (entry.action !== action || !entry.actor.startsWith("user:")) return undefined;
  const by = entry.actor.slice("user:".length);
  const { data } = Continuation.safeParse({ ...entry.details, by, atMs: entry.atMs });
  return data?.from.seq === entry.seq - 1 && data.from.hash === entry.prevHash ? data : undefined;
}

/** Whether the key that it names signed it. */
export const isSignedContinuation = (said: Continuation, keys: ReadonlyMap<string, KeyObject>): boolean => {
  const key = keys.get(said.kid);
  return key !== undefined && isSignedBy(key, continuationStatement(said), said.signature);
};

/** Whether it names entries that are not as they were written: nothing in them is believed, and the chain goes on behind them. */
export const namesChanged = ({ lost, from, unsigned, changed = [[lost.seq, from.seq]] }: Loss, seq: number): boolean =>
  changed.some(([first, last]) => first <= seq && seq <= last) || (unsigned !== undefined && unsigned <= seq && seq <= from.seq);

/** Whether its number may have been another entry's before: then its hash alone tells an entry. */
export const isNumberedAgain = ({ seq }: Pick<TrailHead, "seq">, continuations: readonly Continuation[]): boolean =>
  continuations.some(({ from }) => from.seq < seq);

/** Numbers, in their order, as rows. */
export function rowsOf(seqs: readonly number[]): NonNullable<Loss["changed"]> {
  const rows: [number, number][] = [];
  for (const seq of seqs) {
    const last = rows.at(-1);
    if (last !== undefined && seq <= last[1] + 1) last[1] = seq;
    else rows.push([seq, seq]);
  }
  return rows;
}

/** Whether it was said of what somebody had witnessed until then. */
export const namesWitnessed = ({ atMs }: Pick<Continuation, "atMs">, witness: { readonly atMs: number }): boolean =>
  witness.atMs <= atMs;

export interface ChainBreak {
  readonly seq: number;
  readonly because: Sentence;
}

/** Reads the log from one end to the other, and past what is broken. */
export interface ChainWalk {
  /** Entries that should follow those before. */
  add(entries: readonly AuditEntry[]): void;
  head(): TrailHead;
  breaks(): readonly ChainBreak[];
  /** Those that stand where they say; not yet those whose signature is true. */
  continuations(): readonly Continuation[];
}

export function createChainWalk(from: TrailHead = emptyTrail): ChainWalk {
  let head = from;
  const breaks: ChainBreak[] = [];
  const continuations: Continuation[] = [];
  return {
    add: (entries) => {
      for (const entry of entries) {
        const check = checkChain(head, [entry]);
        if (!check.intact) breaks.push({ seq: check.seq, because: check.because });
        // What has no number of its own stands between two that have one.
        if (entry.seq <= head.seq) continue;
        head = { seq: entry.seq, hash: entry.hash };
        const continuation = continuationIn(entry);
        if (continuation !== undefined) continuations.push(continuation);
      }
    },
    head: () => head,
    breaks: () => breaks,
    continuations: () => continuations,
  };
}
