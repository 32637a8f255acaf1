import { afterLoss } from "../domain/after-loss.ts";
import { type Continuation, continuationIn, continuationStatement } from "../domain/continuation.ts";
import type { OperationRequest } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { RequestEvent } from "../domain/transition.ts";
import type { Anchor, AnchoredHead } from "../ports/anchor.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Log } from "../ports/log.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { DecisionVerifier } from "../ports/signing-keys.ts";
import type { Standing } from "../ports/standing.ts";
import type { Alarms } from "./alarms.ts";
import { described } from "./explain.ts";
import type { SaveRequest } from "./save-request.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "continued.over": { by: string; seq: number };
    "continued.ended": { ids: readonly string[]; held: readonly string[] };
  }
}

export interface TakeUpDeps {
  readonly audit: Pick<AuditLog, "entries" | "lastEntry">;
  readonly anchor: Anchor;
  readonly verifier: DecisionVerifier;
  readonly standing: Standing;
  readonly store: Pick<RequestStore, "openIds" | "loadWithTrail">;
  readonly record: SaveRequest;
  readonly alarms: Pick<Alarms, "say">;
  readonly alarm: (sentence: Sentence) => Promise<void>;
  readonly log: Log;
  readonly now: () => number;
}

const dayMs = 24 * 3_600_000;

/**
 * The worker's part of letting the log go on: notes a true word in the anchor, which makes it hold; then ends what was open and not begun,
 * as nobody knows what became of it, and holds what was under way for somebody to look. Each is told before it is done; what this does not
 * get to, nobody can decide on, and a worker ends it (see `afterLoss`).
 */
export function createTakeUp({ audit, anchor, verifier, standing, store, record, alarms, alarm, log, now }: TakeUpDeps) {
  /** Words that this process has begun to tell. */
  const begun = new Set<string>();
  /** Of the word after which nothing was left to be ended. */
  let settled = "";

  return async (): Promise<void> => {
    await note();
    if ((await standing.objection()) !== undefined) return;
    const newest = standing.continuations().at(-1);
    if (newest === undefined || newest.signature === settled) return;
    for (const said of standing.continuations()) await tellOf(said);
    await endWhatWasOpen(newest);
    settled = newest.signature;
  };

  async function note(): Promise<void> {
    const last = await audit.lastEntry();
    const said = last && continuationIn(last);
    if (last === undefined || said === undefined) return;
    const isKnown = (known: readonly Continuation[]): boolean => known.some(({ signature }) => signature === said.signature);
    if (isKnown(standing.continuations())) return;
    const noted = await anchor.head();
    const known = noted?.continuations ?? [];
    if (isKnown(known)) return;
    if (!(await isMeant(said, noted)))
      return log.error({ seq: last.seq, by: said.by }, "a continuation of the log was not accepted");
    await anchor.note({ seq: last.seq, hash: last.hash, atMs: now(), continuations: [...known, said] });
    log.warn({ seq: last.seq, by: said.by }, "the log goes on by the word of a person");
    await standing.objection({ isFresh: true });
  }

  /** Again until it is told, as it holds already; what is older than the channel is read back, an earlier process has told. */
  async function tellOf({ by, from, atMs, signature }: Continuation): Promise<void> {
    if (!begun.has(signature) && now() - atMs >= dayMs) return;
    begun.add(signature);
    const sentence = say("continued.over", { by, seq: from.seq });
    await alarms.say({ mark: `continued/${signature}`, everyMs: Number.POSITIVE_INFINITY, sentence });
  }

  /** A true word, newer than every other, and of what the anchor lost: one of long ago is none for today's loss. */
  async function isMeant(said: Continuation, noted: AnchoredHead | undefined): Promise<boolean> {
    if (noted?.continuations.some(({ atMs }) => atMs >= said.atMs)) return false;
    if (!(await verifier.verify(continuationStatement(said), said))) return false;
    if (noted === undefined || noted.seq === 0) return true;
    const [entry] = await audit.entries(noted.seq, 1);
    const isThere = entry?.seq === noted.seq && entry.hash === noted.hash;
    return isThere || (said.lost.seq === noted.seq && said.lost.hash === noted.hash);
  }

  async function endWhatWasOpen(newest: Continuation): Promise<void> {
    const due: { readonly request: OperationRequest; readonly event: RequestEvent }[] = [];
    for (const id of await store.openIds()) {
      const loaded = await store.loadWithTrail(id).catch((error: unknown) => {
        log.warn({ requestId: id, ...described(error) }, "a request that was open before the log went on cannot be read");
        return undefined;
      });
      if (loaded === undefined || loaded.objection !== undefined) continue;
      const event = afterLoss(loaded, [newest], now());
      if (event !== undefined) due.push({ request: loaded.request, event });
    }
    if (due.length === 0) return;
    const idsOf = (type: RequestEvent["type"]): readonly string[] =>
      due.filter(({ event }) => event.type === type).map(({ request }) => request.id);
    await alarm(say("continued.ended", { ids: idsOf("lapsed"), held: idsOf("needs-attention") }));
    for (const { request, event } of due) await record(request, [event]);
  }
}
