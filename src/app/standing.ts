import { type AuditEntry, emptyTrail, type TrailHead, trailDamage } from "../domain/audit.ts";
import {
  type Continuation,
  continuationIn,
  continuationStatement,
  namesChanged,
  namesWitnessed,
  rowsOf,
} from "../domain/continuation.ts";
import { AppError, ConflictError, UpstreamError } from "../domain/errors.ts";
import { signersOf } from "../domain/log-writes.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Anchor, AnchoredHead } from "../ports/anchor.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Log } from "../ports/log.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { DecisionVerifier } from "../ports/signing-keys.ts";
import type { Objection, Standing } from "../ports/standing.ts";
import type { Witnesses } from "../ports/trail-gaps.ts";
import { createWholeLog } from "./whole-log.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "standing.not-known": { because: Sentence };
    "standing.behind": { by: Sentence; lostSeq: number; seq: number };
    "standing.differs": { by: Sentence; seq: number };
    "standing.empty": { by: Sentence; seq: number };
    "standing.damaged": { seq: number };
    "standing.said": { by: string; seq: number };
    "standing.by-vault": NoParams;
    "standing.by-channel": NoParams;
    "standing.by-us": NoParams;
  }
}

export interface StandingDeps {
  readonly audit: Pick<AuditLog, "head" | "seenHead" | "entries" | "lastEntry" | "forget">;
  readonly anchor: Pick<Anchor, "head">;
  readonly witnesses: Pick<Witnesses, "lost">;
  readonly verifier: DecisionVerifier;
  readonly signing: Pick<LogSigning, "signerOf" | "from">;
  readonly log: Log;
  /** Milliseconds since some moment; goes on evenly when the host's clock is set. */
  readonly monotonicMs: () => number;
  /** Entries of the log that one look reads again at most; default 5000. */
  readonly entriesPerLook?: number;
}

/** Some more than the time between two looks of whoever repeats them. */
const answerLastsMs = 20_000;
const page = 1_000;

/** Compares the end of the log with whatever else saw it, and reads the whole of it again and again. */
export function createStanding({
  audit,
  anchor,
  witnesses,
  verifier,
  signing,
  log,
  monotonicMs,
  entriesPerLook = 5_000,
}: StandingDeps): Standing {
  let anchored: AnchoredHead | undefined;
  let hasAskedAnchor = false;
  /** The end of the log as this process saw it last. */
  let seen: TrailHead = emptyTrail;
  /** Up to here every write was looked at as it came. */
  let newsSeq = 0;
  let honouredAtMs = 0;
  let answer: { readonly atMs: number; readonly objection: Objection | undefined } | undefined;
  let looking: Promise<Objection | undefined> | undefined;

  const continuations = (): readonly Continuation[] => anchored?.continuations ?? [];
  const isExcused = (seq: number): boolean => continuations().some((each) => namesChanged(each, seq));
  const wholeLog = createWholeLog({ audit, signing, isExcused, entriesPerLook });

  async function askAnchor(): Promise<Objection | undefined> {
    try {
      anchored = await anchor.head();
      hasAskedAnchor = true;
      return undefined;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!hasAskedAnchor) return { because: say("standing.not-known", { because: error.sentence }) };
      // It only ever moves forward, so what it said holds.
      log.warn({ code: error.code }, "the anchor of the log could not be read again");
      return undefined;
    }
  }

  /** What was seen before somebody let the log go on is no measure any more. */
  function honour(): void {
    const newest = Math.max(0, ...continuations().map(({ atMs }) => atMs));
    if (newest <= honouredAtMs) return;
    honouredAtMs = newest;
    audit.forget();
    seen = emptyTrail;
    wholeLog.forget();
    newsSeq = 0;
  }

  const isThere = async ({ seq, hash }: TrailHead): Promise<boolean> => {
    if (seq === 0) return true;
    const [entry] = await audit.entries(seq, 1);
    return entry?.seq === seq && entry.hash === hash;
  };

  async function look(): Promise<Objection | undefined> {
    const unknown = await askAnchor();
    if (unknown !== undefined) return unknown;
    honour();
    const end = await audit.head().catch((error: unknown) => {
      if (error instanceof AppError && error.code === trailDamage) return undefined;
      if (error instanceof ConflictError) return { because: error.sentence };
      throw error;
    });
    if (end !== undefined && "because" in end) return end;
    const last = await audit.lastEntry();
    const from = last === undefined ? emptyTrail : placeOf(last);
    const objection =
      (await unlikeSeen(from)) ?? (end === undefined ? damagedBehind(from) : ((await foreignIn(end)) ?? (await readOn(end))));
    if (objection?.loss === undefined || last === undefined) return objection;
    const unsigned = await unsignedBefore(from);
    const loss = { ...objection.loss, ...(unsigned !== undefined && { unsigned }) };
    return { because: (await saidIn(last)) ?? objection.because, loss };
  }

  /** Where the entries begin that end there and are signed by nothing: the rest of a write whose end is gone. */
  async function unsignedBefore(end: TrailHead): Promise<number | undefined> {
    const signedFrom = signing.from();
    if (signedFrom === undefined) return undefined;
    let first = end.seq + 1;
    for (let isUnsigned = true; isUnsigned && first > signedFrom; ) {
      const fromSeq = Math.max(signedFrom, first - page);
      const by = await signersOf(await audit.entries(fromSeq, first - fromSeq), signing.signerOf);
      const signed = Math.max(fromSeq - 1, ...by.keys());
      isUnsigned = signed < fromSeq;
      first = signed + 1;
    }
    return first <= end.seq ? first : undefined;
  }

  /** What is in the log is not what somebody saw there; asked in the order of how sure they are. */
  async function unlikeSeen(from: TrailHead): Promise<Objection | undefined> {
    const unlike = (head: TrailHead, by: Sentence): Objection => ({
      because: compared({ head, by }, from),
      loss: { lost: placeOf(head), from, changed: [] },
    });
    if (anchored !== undefined && !(await isThere(anchored))) return unlike(anchored, say("standing.by-vault", {}));
    for (const ours of [seen, audit.seenHead()]) if (!(await isThere(ours))) return unlike(ours, say("standing.by-us", {}));
    try {
      const lost = await witnesses.lost({ isFresh: true });
      const head = lost.find((witness) => !continuations().some((each) => namesWitnessed(each, witness)));
      return head && unlike(head, say("standing.by-channel", {}));
    } catch (error) {
      // A channel that nobody could read since this process began may have seen anything.
      if (!(error instanceof UpstreamError) || error.service !== "slack") throw error;
      return { because: say("standing.not-known", { because: error.sentence }) };
    }
  }

  /** What was written since the last look, and at first the newest of all, must be signed by the bot. */
  async function foreignIn(end: TrailHead): Promise<Objection | undefined> {
    const signedFrom = signing.from();
    if (signedFrom === undefined) return undefined;
    const news: AuditEntry[] = [];
    for (let seq = Math.max(newsSeq + 1, end.seq - entriesPerLook + 1, signedFrom); seq <= end.seq; ) {
      const entries = await audit.entries(seq, page);
      news.push(...entries);
      seq = entries.length < page ? end.seq + 1 : seq + page;
    }
    const by = await signersOf(news, signing.signerOf);
    const foreign = news.map(({ seq }) => seq).filter((seq) => seq <= end.seq && !by.has(seq) && !isExcused(seq));
    const [seq] = foreign;
    if (seq === undefined) {
      newsSeq = end.seq;
      return undefined;
    }
    return { because: say("standing.foreign", { seq }), loss: { lost: { seq, hash: "" }, from: end, changed: rowsOf(foreign) } };
  }

  /** The whole log, some of it each time. */
  async function readOn(end: TrailHead): Promise<Objection | undefined> {
    seen = end;
    const damage = await wholeLog.readOn(end);
    return damage && { because: damage.because, loss: { lost: damage.lost, from: end, changed: damage.changed } };
  }

  /** Somebody said so already, and the worker has not taken it up yet. */
  async function saidIn(last: AuditEntry): Promise<Sentence | undefined> {
    const said = continuationIn(last);
    if (said === undefined || continuations().some(({ signature }) => signature === said.signature)) return undefined;
    const { by, from } = said;
    return (await verifier.verify(continuationStatement(said), said)) ? say("standing.said", { by, seq: from.seq }) : undefined;
  }

  async function objection(lastsMs: number): Promise<Objection | undefined> {
    if (answer !== undefined && monotonicMs() - answer.atMs < lastsMs) return answer.objection;
    looking ??= look()
      .catch(unknowable)
      .finally(() => {
        looking = undefined;
      });
    const found = await looking;
    if (found?.because.key !== answer?.objection?.because.key)
      log[found === undefined ? "info" : "error"](
        { because: found?.because.key ?? null },
        found === undefined ? "the log can be believed" : "the log cannot be believed",
      );
    answer = { atMs: monotonicMs(), objection: found };
    return found;
  }

  return {
    objection: async ({ isFresh = false } = {}) => (await objection(isFresh ? 0 : answerLastsMs))?.because,
    found: () => answer?.objection,
    continuations,
  };
}

/** What time does not heal is said as what it is, rather than thrown at whoever asks. @throws what it is given */
function unknowable(error: unknown): Objection {
  if (!(error instanceof AppError) || (error instanceof UpstreamError && error.retryable)) throw error;
  return { because: say("standing.not-known", { because: error.sentence }) };
}

/** An end of the log that somebody saw. */
interface Seen {
  readonly head: TrailHead;
  readonly by: Sentence;
}

const placeOf = ({ seq, hash }: TrailHead): TrailHead => ({ seq, hash });

function compared({ head, by }: Seen, from: TrailHead): Sentence {
  if (from.seq === 0) return say("standing.empty", { by, seq: head.seq });
  if (from.seq < head.seq) return say("standing.behind", { by, lostSeq: head.seq, seq: from.seq });
  return say("standing.differs", { by, seq: head.seq });
}

const damagedBehind = (from: TrailHead): Objection => {
  const lost = { seq: from.seq + 1, hash: "" };
  return { because: say("standing.damaged", { seq: lost.seq }), loss: { lost, from, changed: [] } };
};
