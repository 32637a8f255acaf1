import { setTimeout as sleep } from "node:timers/promises";
import { isSchedule } from "../domain/actor.ts";
import type { AnswerAction } from "../domain/answer.ts";
import type { AuditAction } from "../domain/audit.ts";
import type { Request } from "../domain/request.ts";
import { isSentence, type Sentence, say } from "../domain/sentence.ts";
import type { Verified } from "../domain/verified.ts";
import type { HeldLock, Locks } from "../ports/locks.ts";
import type { Loaded, RequestStore } from "../ports/request-store.ts";
import type { CardPlace, RequestView } from "../ports/request-view.ts";
import type { Shown, ViewState } from "../ports/view-state.ts";

import type { Alarm, Alarms } from "./alarms.ts";
import type { Verify } from "./verify.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "view.refused": { command: string; because: Sentence };
    "view.waits": { command: string; because: Sentence };
    "view.card-deleted": { id: string };
    "view.alarm": { id: string; because: Sentence };
    "view.not-ours": { id: string };
    "view.ask-again": { command: string };
    "schedule.unanswered": { id: string; command: string; times: number };
  }
}

export interface ShowDeps {
  readonly store: Pick<RequestStore, "loadWithTrail" | "recent">;
  readonly view: Pick<RequestView, "postCard" | "findCard" | "updateCard" | "postTrail" | "lastTrailSeq" | "tell" | "alarm">;
  readonly viewState: ViewState;
  readonly locks: Locks;
  readonly verify: Verify;
  readonly alarms: Pick<Alarms, "say">;
  readonly now: () => number;
  /** Waits before a lock that somebody holds is asked for again. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** One that died while showing holds its lock for ten seconds more. */
const turns = { atMost: 12, everyMs: 1_000 } as const;

const saidAgainMs = 3_600_000;

interface Verifiable extends Pick<Loaded, "trail"> {
  readonly request: Verified;
}

/** How many of the newest requests are looked at for what else a schedule asked. */
const lookedBack = 500;
const dayMs = 24 * 3_600_000;

const nothing: Shown = { place: null, revision: 0, seq: 0, toldState: null };

/**
 * Makes what people see agree with the record: the card, its thread, and one private word where there is no card. The same
 * code shows for the first time and repairs after a crash: what may have been posted is looked for before it is posted again.
 */
export function createShow({ store, view, viewState, locks, verify, alarms, now, pause = sleep }: ShowDeps) {
  /** How far this process knows the threads of requests to be. */
  const certain = new Map<string, number>();

  /** `again`: also when the record is no newer than what was shown, as somebody may have changed or deleted that. */
  return async (requestId: string, { again = false } = {}): Promise<void> => {
    const held = await myTurn(requestId);
    if (held === undefined) return;
    try {
      for (let isFirst = true; ; isFirst = false) {
        const loaded = await store.loadWithTrail(requestId);
        const shown = await viewState.read(requestId);
        const isDue = again && isFirst;
        if (loaded === undefined || (!isDue && isUpToDate(loaded, shown))) return;
        held.lost.throwIfAborted();
        const request = await verify(loaded);
        if (request === undefined) return await notOurs(requestId);
        await showOnce({ request, trail: loaded.trail }, shown, isDue);
      }
    } finally {
      await held.release().catch(() => undefined);
    }
  };

  /** `undefined` when whoever holds it has shown the newest. Should it hold it for longer than one that died, reconcile shows. */
  async function myTurn(requestId: string): Promise<HeldLock | undefined> {
    for (let turn = 0; turn < turns.atMost; turn += 1) {
      const held = await locks.acquire(`view/${requestId}`);
      if (held !== undefined) return held;
      await pause(turns.everyMs);
      const [loaded, shown] = [await store.loadWithTrail(requestId), await viewState.read(requestId)];
      if (loaded === undefined || isUpToDate(loaded, shown)) return undefined;
    }
    return undefined;
  }

  /** What somebody else wrote is on no card. The worker ends what it can; until then, and where it cannot, the channel hears of it. */
  async function notOurs(id: string): Promise<void> {
    await alarms.say(notOursAlarm(id));
  }

  async function showOnce(loaded: Verifiable, known: Shown | undefined, again: boolean): Promise<void> {
    const { request, trail } = loaded;
    const { id, revision } = request;
    let shown = known ?? nothing;
    const remember = async (more: Partial<Shown>): Promise<void> => {
      shown = { ...shown, ...more };
      await viewState.write(id, shown);
    };
    const because = alarming(request);
    const isMarked = shown.toldState === request.state;
    const isLongTold = isMarked && now() - (request.finishedAtMs ?? request.createdAtMs) > dayMs;
    if (because !== undefined) await sayAlarm(because, loaded, isMarked);
    if (request.state === "expired" && isSchedule(request.requester) && !isLongTold) await unanswered(request);
    if (request.plan === null) {
      // Nobody was asked, so there is no card; a word is the requester's alone, or the channel's where nobody in particular asked.
      if (request.note !== null && !isLongTold) await withoutCard(request, request.note, isMarked);
      return remember({ revision, toldState: request.note === null ? null : request.state });
    }
    let { place } = shown;
    if (place === null) {
      const begun = known !== undefined && known.revision === -1;
      if (!begun) await remember({ revision: -1 });
      const found = begun ? await view.findCard(request) : undefined;
      // What was posted back then shows how the request was back then.
      place = found !== undefined && (await view.updateCard(request, found)) ? found : await view.postCard(request);
    } else if ((again || shown.revision !== revision) && !(await view.updateCard(request, place))) {
      await view.alarm(say("view.card-deleted", { id }));
      await remember({ place: null, revision: -1, seq: 0 });
      certain.delete(id);
      return; // shown again from the beginning, thread and all
    }
    await remember({ place, revision, toldState: request.state });
    const seq = await showTrail(place, shown.seq, { request, trail });
    await remember({ seq });
    if (certain.size > 1_000) certain.clear();
    certain.set(id, seq);
  }

  /** Once for each time that it came to this; a mark in the store alone keeps nobody from hearing of what is new. */
  async function sayAlarm(because: Sentence, { request, trail }: Verifiable, isMarked: boolean): Promise<void> {
    const { id } = request;
    const { seq, atMs } = trail.findLast(({ action }) => alarmingActions.has(action)) ?? { seq: 0, atMs: 0 };
    if (isMarked && now() - atMs > dayMs) return;
    await sayOnce(`request/${id}/${seq}`, say("view.alarm", { id, because }));
  }

  async function withoutCard(
    { id, state, requester, origin, command }: Request,
    because: Sentence,
    isMarked: boolean,
  ): Promise<void> {
    if (state === "preparing") return sayOnce(`waits/${id}`, say("view.waits", { command, because }));
    const sentence = say("view.refused", { command, because });
    if (isSchedule(requester)) return sayOnce(`refused/${id}`, sentence, askAgain(command));
    if (!isMarked) await view.tell(requester, origin, sentence);
  }

  /** Nobody in particular asked, so nobody would miss it: the channel hears how often in a row, this time included. */
  async function unanswered({ id, requester, command, createdAtMs }: Request): Promise<void> {
    const before = (await store.recent(lookedBack)).filter(
      (other) => other.id !== id && other.requester.userId === requester.userId && other.createdAtMs <= createdAtMs,
    );
    const answered = before.findIndex(({ state }) => state !== "expired");
    const times = 1 + (answered === -1 ? before.length : answered);
    await sayOnce(`unanswered/${id}`, say("schedule.unanswered", { id, command, times }), askAgain(command));
  }

  async function sayOnce(mark: string, sentence: Sentence, action?: AnswerAction): Promise<void> {
    await alarms.say({ mark, everyMs: Number.POSITIVE_INFINITY, sentence, action });
  }

  async function showTrail(
    place: CardPlace,
    fromSeq: number,
    { request, trail }: Pick<Loaded, "request" | "trail">,
  ): Promise<number> {
    const isCertain = certain.get(request.id) === fromSeq;
    certain.delete(request.id);
    const seen = isCertain ? fromSeq : Math.max(fromSeq, await view.lastTrailSeq(place));
    const news = trail.filter(({ seq }) => seq > seen);
    if (news.length > 0) await view.postTrail(place, news);
    return Math.max(seen, ...news.map(({ seq }) => seq));
  }
}

/** That a record is not what the bot wrote. */
export const notOursAlarm = (id: string): Alarm => ({
  mark: `not-ours/${id}`,
  everyMs: saidAgainMs,
  sentence: say("view.not-ours", { id }),
});

/** A button for what nobody in particular has asked for, so that somebody can. */
const askAgain = (command: string): AnswerAction => ({ label: say("view.ask-again", { command }), command });

/** Whether the view of a request is as new as the request: one that is noted as later is of a record that is lost, or of nobody's. */
export const isUpToDate = ({ request, trail }: Pick<Loaded, "request" | "trail">, shown: Shown | undefined): boolean =>
  shown !== undefined && shown.revision === request.revision && (request.plan === null || shown.seq >= (trail.at(-1)?.seq ?? 0));

/** What on the trail brings a request to where somebody has to act. */
const alarmingActions: ReadonlySet<string> = new Set<AuditAction>([
  "run.needs-attention",
  "request.tampered",
  "run.failed",
  "request.refused",
]);

/** Sentences after which somebody has to act, whatever becomes of the request. */
const alarms: ReadonlySet<string> = new Set(["request.tampered", "register.token-opened", "run.used-up"]);

/** What the whole channel must hear of, beyond the card. */
const alarming = ({ state, note }: Request): Sentence | undefined =>
  note !== null && (state === "needs-attention" || isAlarm(note)) ? note : undefined;

const isAlarm = ({ key, params: { because } }: Sentence): boolean => alarms.has(key) || (isSentence(because) && isAlarm(because));
