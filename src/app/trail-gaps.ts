import { z } from "zod";
import { checkpointStatement, formatCheckpoint, parseCheckpoint, type TrailCheckpoint } from "../domain/audit.ts";
import { canonicalJson } from "../domain/json.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Log } from "../ports/log.ts";
import type { Reports } from "../ports/reports.ts";
import type { DecisionVerifier } from "../ports/signing-keys.ts";
import type { TrailGaps, Witnesses } from "../ports/trail-gaps.ts";
import { described } from "./explain.ts";

export interface TrailGapsDeps {
  readonly audit: Pick<AuditLog, "entries">;
  readonly verifier: DecisionVerifier;
  /** Checkpoints as witnessed in the channel, newest first, as text. */
  readonly witnessed: () => Promise<readonly string[]>;
  readonly reports: Reports;
  /** When somebody last let the log go on although some of it was lost: what was done before that may be unknown to it. */
  readonly continuedAtMs: () => number | undefined;
  readonly log: Log;
  readonly now: () => number;
  /** Milliseconds since some moment; goes on evenly when the host's clock is set. */
  readonly monotonicMs: () => number;
}

const askChannelEveryMs = 60_000;
const answerLastsMs = 15_000;
const reportName = "trail-gaps";
const Remembered = z.object({ witnesses: z.array(z.string()) });

/**
 * Compares the trail with what the channel saw of it. A trail that was put back, cut or begun anew has another entry than the checkpoint thread,
 * or none, at the number that the checkpoint thread names. Such a witness is kept beside the reports, because newer ones push it out of what is
 * read of the channel; it is signed, so nobody can put one there who could not sign it.
 */
export function createTrailGaps({
  audit,
  verifier,
  witnessed,
  reports,
  continuedAtMs,
  log,
  now,
  monotonicMs,
}: TrailGapsDeps): TrailGaps & Witnesses {
  /** Witnesses that contradict the trail, those not yet compared with it, and the newest of those that agree. */
  const toCompare = new Map<string, TrailCheckpoint>();
  const seen = new Set<string>();
  let hasAskedChannel = false;
  let askChannelAtMs = 0;
  let answer: { readonly atMs: number; readonly lost: readonly TrailCheckpoint[] } | undefined;
  let newest: TrailCheckpoint | undefined;
  let contradicting = "";
  let turn: Promise<unknown> = Promise.resolve();

  const learn = async (texts: readonly string[]): Promise<void> => {
    for (const text of texts) {
      const witness = parseCheckpoint(text);
      if (witness === undefined || seen.has(formatCheckpoint(witness))) continue;
      const { kid, signature, ...statement } = witness;
      const isTrue = await verifier.verify(canonicalJson(checkpointStatement(statement)), { kid, signature });
      seen.add(formatCheckpoint(witness));
      if (!isTrue) continue;
      toCompare.set(formatCheckpoint(witness), witness);
      if (newest === undefined || newest.atMs < witness.atMs) newest = witness;
    }
  };

  const askChannel = async (): Promise<void> => {
    if (monotonicMs() < askChannelAtMs) return;
    try {
      if (!hasAskedChannel) await learn(Remembered.safeParse((await reports.read(reportName))?.content).data?.witnesses ?? []);
      await learn(await witnessed());
      hasAskedChannel = true;
    } catch (error) {
      // Who has seen the channel once goes on by that: a newer witness can only be of what was written since.
      if (!hasAskedChannel) throw error;
      log.warn({ what: reportName }, "the channel's witnesses could not be read again");
    }
    askChannelAtMs = monotonicMs() + askChannelEveryMs;
  };

  const isInTrail = async ({ seq, hash }: TrailCheckpoint): Promise<boolean> => {
    const [entry] = await audit.entries(seq, 1);
    return entry?.seq === seq && entry.hash === hash;
  };

  const compare = async (): Promise<readonly TrailCheckpoint[]> => {
    const witnesses = [...toCompare.values()];
    const agrees = await Promise.all(witnesses.map(isInTrail));
    const lost = witnesses.filter((_, at) => agrees[at] !== true);
    const whole = witnesses.filter((_, at) => agrees[at] === true).sort((a, b) => a.seq - b.seq);
    // What agrees with the newest of those in the trail, agreed with those before it.
    for (const witness of whole.slice(0, -1)) toCompare.delete(formatCheckpoint(witness));
    await remember(lost).catch((error: unknown) => {
      log.warn({ what: reportName, ...described(error) }, "what the channel saw and the trail lost could not be noted");
    });
    return lost.toSorted((a, b) => b.atMs - a.atMs);
  };

  const remember = async (lost: readonly TrailCheckpoint[]): Promise<void> => {
    const texts = lost
      .toSorted((a, b) => b.atMs - a.atMs)
      .slice(0, 20)
      .map(formatCheckpoint);
    if (texts.join() === contradicting) return;
    if (texts.length > 0)
      log.error({ seq: Math.max(...lost.map(({ seq }) => seq)) }, "the trail has lost what the channel witnessed");
    await reports.save(reportName, { atMs: now(), content: { witnesses: texts } });
    contradicting = texts.join();
  };

  const lost: Witnesses["lost"] = async ({ isFresh }) => {
    if (!isFresh && answer !== undefined && monotonicMs() - answer.atMs < answerLastsMs) return answer.lost;
    return inTurn(async () => {
      await askChannel();
      answer = { lost: await compare(), atMs: monotonicMs() };
      return answer.lost;
    });
  };

  /** One look after another: an answer of before must not replace one that knows more. */
  const inTurn = <T>(look: () => Promise<T>): Promise<T> => {
    const mine = turn.then(look);
    turn = mine.catch(() => undefined);
    return mine;
  };

  return {
    lost,
    newest: () => newest,
    lostUntilMs: async (options) => {
      const [newestLost] = await lost(options);
      const ends = [newestLost?.atMs, continuedAtMs()].filter((atMs) => atMs !== undefined);
      return ends.length === 0 ? undefined : Math.max(...ends);
    },
  };
}
