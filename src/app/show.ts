import { setTimeout as sleep } from "node:timers/promises";
import { isSchedule } from "../domain/actor.ts";
import type { AnswerAction } from "../domain/answer.ts";
import { type AuditAction, type AuditEntry, emptyTrail } from "../domain/audit.ts";
import { type Continuation, isNumberedAgain } from "../domain/continuation.ts";
import type { OperationRequest } from "../domain/request.ts";
import { isSentence, type Sentence, say } from "../domain/sentence.ts";
import type { Verified } from "../domain/verified.ts";
import type { HeldLock, Locks } from "../ports/locks.ts";
import type { Loaded, RequestStore } from "../ports/request-store.ts";
import type { RequestView } from "../ports/request-view.ts";
import type { Shown, ViewState } from "../ports/view-state.ts";
import type { Alarm, Alarms } from "./alarms.ts";
import { oddRequests } from "./record-lost.ts";
import { createThread } from "./thread.ts";
import type { Verify } from "./verify.ts";
import { whileHeld } from "./while-locked.ts";

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
  readonly view: Pick<RequestView, "postCard" | "findCard" | "updateCard" | "postTrail" | "threadLines" | "tell" | "alarm">;
  readonly viewState: ViewState;
  readonly locks: Locks;
  readonly verify: Verify;
  readonly alarms: Pick<Alarms, "say">;
  /** Every word by which the log goes on although it has lost something. */
  readonly continuations: () => readonly Continuation[];
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
/** A card is posted within seconds after the plan was made, unless somebody died or Redis was put back. */
const aWhileMs = 60_000;

const nothing: Shown = { place: null, revision: 0, seq: 0, toldState: null };

/**
 * Makes what people see agree with the record: the card, its thread, and one notification where there is no card. The same
 * code shows for the first time and repairs after a crash: what may have been posted is looked for before it is posted again.
 */
export function createShow({ store, view, viewState, locks, verify, alarms, continuations, now, pause = sleep }: ShowDeps) {
  const thread = createThread({ view, continuations });

  /** `again`: also when the record is no newer than what was shown, as somebody may have changed or deleted that. */
  return async (requestId: string, { again = false } = {}): Promise<void> => {
    const held = await myTurn(requestId);
    if (held === undefined) return;
    await whileHeld(held, async () => {
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
    });
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
      const mayBePosted = known?.revision === -1 || mayHaveLostNote(request.plan.preparedAtMs, trail);
      if (known?.revision !== -1) await remember({ revision: -1 });
      const found = mayBePosted ? await view.findCard(request) : undefined;
      // What was posted back then shows how the request was back then.
      place = found !== undefined && (await view.updateCard(request, found)) ? found : await view.postCard(request);
    } else if (
      (again || shown.revision !== revision || isOfAnotherPast(trail, shown)) &&
      !(await view.updateCard(request, place))
    ) {
      await view.alarm(say("view.card-deleted", { id }));
      await remember({ place: null, revision: -1, seq: 0, hash: undefined });
      thread.forget(id);
      return; // shown again from the beginning, thread and all
    }
    await remember({ place, revision, toldState: request.state });
    await remember(await thread.show(place, { request, trail }, shown));
  }

  /** Whether a card may have been posted and the note of it be lost, as it is where an older Redis was put back. */
  function mayHaveLostNote(preparedAtMs: number, [asked]: Verifiable["trail"]): boolean {
    return now() - preparedAtMs > aWhileMs || continuations().some(({ from }) => asked !== undefined && asked.seq <= from.seq);
  }

  /** Once for each time that it came to this; a mark in the store alone keeps nobody from hearing of what is new. */
  async function sayAlarm(because: Sentence, { request, trail }: Verifiable, isMarked: boolean): Promise<void> {
    const { id } = request;
    const entry = trail.findLast(({ action }) => alarmingActions.has(action)) ?? { ...emptyTrail, atMs: 0 };
    if (isMarked && now() - entry.atMs > dayMs) return;
    const formerly = isNumberedAgain(entry, continuations()) ? undefined : `request/${id}/${entry.seq}`;
    await sayOnce({ mark: `request/${id}/${entry.hash}`, formerly, sentence: say("view.alarm", { id, because }) });
  }

  async function withoutCard(
    { id, state, requester, origin, command }: OperationRequest,
    because: Sentence,
    isMarked: boolean,
  ): Promise<void> {
    if (state === "preparing") return sayOnce({ mark: `waits/${id}`, sentence: say("view.waits", { command, because }) });
    const sentence = say("view.refused", { command, because });
    if (isSchedule(requester)) return sayOnce({ mark: `refused/${id}`, sentence, action: askAgain(command) });
    if (!isMarked) await view.tell(requester, origin, sentence);
  }

  /** Nobody in particular asked, so nobody would miss it: the channel hears how often in a row, this time included. */
  async function unanswered({ id, requester, command, createdAtMs }: OperationRequest): Promise<void> {
    const before = (await store.recent(lookedBack)).filter(
      (other) => other.id !== id && other.requester.userId === requester.userId && other.createdAtMs <= createdAtMs,
    );
    const answered = before.findIndex(({ state }) => state !== "expired");
    const times = 1 + (answered === -1 ? before.length : answered);
    const sentence = say("schedule.unanswered", { id, command, times });
    await sayOnce({ mark: `unanswered/${id}`, sentence, action: askAgain(command) });
  }

  async function sayOnce(alarm: Omit<Alarm, "everyMs">): Promise<void> {
    await alarms.say({ ...alarm, everyMs: Number.POSITIVE_INFINITY });
  }
}

/** That a record is not what the bot wrote. */
export const notOursAlarm = (id: string): Alarm => ({
  mark: `not-ours/${id}`,
  everyMs: saidAgainMs,
  sentence: say("view.not-ours", { id }),
  crowd: oddRequests,
});

/** A button for what nobody in particular has asked for, so that somebody can. */
const askAgain = (command: string): AnswerAction => ({ label: say("view.ask-again", { command }), command });

/** Whether the view of a request is as new as the request: one that is noted as later is of a record that is lost, or of nobody's. */
export const isUpToDate = ({ request, trail }: Pick<Loaded, "request" | "trail">, shown: Shown | undefined): boolean =>
  shown !== undefined && shown.revision === request.revision && (request.plan === null || isWholeThread(trail.at(-1), shown));

const isWholeThread = (newest: AuditEntry | undefined, { seq, hash }: Shown): boolean =>
  newest === undefined || (hash === undefined ? seq >= newest.seq : hash === newest.hash);

/** Whether the last entry that was shown is not there any more. */
const isOfAnotherPast = (trail: readonly AuditEntry[], { hash }: Shown): boolean =>
  hash !== undefined && !trail.some((entry) => entry.hash === hash);

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
const alarming = ({ state, note }: OperationRequest): Sentence | undefined =>
  note !== null && (state === "needs-attention" || isAlarm(note)) ? note : undefined;

const isAlarm = ({ key, params: { because } }: Sentence): boolean => alarms.has(key) || (isSentence(because) && isAlarm(because));
