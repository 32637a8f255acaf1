import type { Actor } from "../domain/actor.ts";
import { wouldCount } from "../domain/approval.ts";
import { chatSkewMs } from "../domain/clock-skew.ts";
import { isNumberedAgain } from "../domain/continuation.ts";
import { AppError, NotAllowedError } from "../domain/errors.ts";
import { outcomeOf } from "../domain/outcome.ts";
import { type Reminder, type ReminderMoment, reminderDue } from "../domain/reminder.ts";
import { approvalsMissing, type OperationRequest } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { approvalSubjectOf } from "../domain/transition.ts";
import type { DirectMessages } from "../ports/direct-messages.ts";
import type { Directory } from "../ports/directory.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { NotificationLog, Told } from "../ports/notification-log.ts";
import type { Loaded, RequestStore } from "../ports/request-store.ts";
import type { Standing } from "../ports/standing.ts";
import { described } from "./explain.ts";
import { whileLocked } from "./while-locked.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "word.about": { what: Sentence; command: string; id: string; link: string };
    "word.half": { title: Sentence; by: string; reason: string; missing: number; leftMs: number; expiresAtMs: number };
    "word.last": { title: Sentence; by: string; reason: string; missing: number; leftMs: number; expiresAtMs: number };
  }
}

export interface NotificationsDeps {
  readonly store: Pick<RequestStore, "loadWithTrail" | "openIds" | "recent">;
  readonly told: NotificationLog;
  readonly messages: DirectMessages;
  readonly directory: Directory;
  /** Where its card is; empty when it has none. */
  readonly linkTo: (requestId: string) => Promise<string>;
  readonly locks: Locks;
  readonly standing: Pick<Standing, "objection" | "continuations">;
  readonly log: Log;
  readonly now: () => number;
}

/** What is said to whom; `never`: there is no reason to say it to them, `later`: not now. */
type Speech = { readonly to: Actor; readonly what: Sentence } | "never" | "later";

interface Word {
  /** What it is about and whom it is for: said once. */
  readonly mark: string;
  /** Its mark in older releases, where that tells it. */
  readonly formerly?: string | undefined;
  /** It cannot have been said before. */
  readonly sinceMs: number;
  readonly speech: () => Promise<Speech>;
}

const marksOf = ({ mark, formerly }: Word): readonly string[] => (formerly === undefined ? [mark] : [mark, formerly]);

/** How many of the newest requests are looked at for an outcome that their requester has not heard. */
const recentlyEnded = 50;
/** An outcome that could not be told for so long is no news any more. */
const staleAfterMs = 24 * 3_600_000;
const minuteMs = 60_000;

/**
 * Tells people privately what concerns them: whoever may still approve a request, at half time and before it expires; whoever
 * asked for it, how it ended. Level-triggered: it compares the record and the time with what was said, so it may run at any
 * time, in any number of processes. Each word is noted before it is sent and after; one that was begun is looked for before it is
 * sent again, and so is one that may have been sent in what the log lost. Nobody is told anything while that cannot be believed.
 * Neither keeps anything else waiting, nor throws.
 */
export function createNotifications({ store, told, messages, directory, linkTo, locks, standing, log, now }: NotificationsDeps) {
  /** Revisions of the newest ended requests about which nothing is left to say: this process need not look at them again. */
  let finished: ReadonlyMap<string, number> = new Map();

  /** @returns whether there was nothing to say */
  const hadNothingToSay = async (requestId: string): Promise<boolean> => {
    try {
      if ((await standing.objection()) !== undefined) return false;
      const noted = await told.read(requestId);
      if ((await unsaid(requestId, noted === "unknown" ? {} : noted)).length === 0) return true;
      await tellInTurn(requestId);
    } catch (error) {
      log.warn({ requestId, ...described(error) }, "private words could not be said; they will be tried again");
    }
    return false;
  };

  /** One process at a time; whoever holds the lock says it. */
  async function tellInTurn(requestId: string): Promise<void> {
    await whileLocked(locks, `told/${requestId}`, async (held) => {
      const before = await told.read(requestId);
      let noted: Told = before === "unknown" ? {} : before;
      const note = async (mark: string, how: Told[string]): Promise<void> => {
        noted = { ...noted, [mark]: how };
        await told.write(requestId, noted);
      };
      for (const word of await unsaid(requestId, noted)) {
        held.lost.throwIfAborted();
        try {
          const isBegun = before === "unknown" || marksOf(word).some((mark) => noted[mark] === "begun");
          await sayOnce(requestId, word, { isBegun, note: (how) => note(word.mark, how) });
        } catch (error) {
          log.warn(
            { requestId, word: word.mark, ...described(error) },
            "a private word could not be said; it will be tried again",
          );
        }
      }
    });
  }

  async function sayOnce(
    requestId: string,
    word: Word,
    { isBegun, note }: { readonly isBegun: boolean; readonly note: (how: Told[string]) => Promise<void> },
  ): Promise<void> {
    const { mark, sinceMs } = word;
    const spoken = await word.speech();
    if (spoken === "later") return;
    if (spoken !== "never") {
      const { to, what } = spoken;
      if (!isBegun) await note("begun");
      const mayBeSent = isBegun || standing.continuations().some(({ atMs }) => sinceMs <= atMs);
      const isSent = mayBeSent && (await wasSent(to, requestId, word));
      if (!isSent && !(await messages.send(to, `${requestId}/${mark}`, what)))
        log.warn({ requestId, word: mark }, "a private word cannot be said: this person cannot be written to");
    }
    await note("settled");
  }

  async function wasSent(to: Actor, requestId: string, word: Word): Promise<boolean> {
    for (const mark of marksOf(word))
      if (await messages.wasSent(to, `${requestId}/${mark}`, word.sinceMs - chatSkewMs)) return true;
    return false;
  }

  async function unsaid(requestId: string, said: Told): Promise<readonly Word[]> {
    const loaded = await store.loadWithTrail(requestId);
    if (loaded === undefined || loaded.objection !== undefined) return [];
    return [...(await reminders(loaded.request)), ...outcomes(loaded)].filter(
      (word) => !marksOf(word).some((mark) => said[mark] === "settled"),
    );
  }

  async function reminders(request: OperationRequest): Promise<readonly Word[]> {
    const reminder = reminderDue(request, now());
    if (reminder === undefined) return [];
    const { moment, atMs, plan } = reminder;
    const approverIds = await directory.approvers(plan.policy);
    const past = new Set([request.requester, ...request.decisions.map(({ by }) => by)].map(({ userId }) => userId));
    return [...approverIds]
      .filter((userId) => !past.has(userId))
      .map((userId) => ({
        // A plan that replaced another one has a life of its own.
        mark: `${moment}/${plan.expiresAtMs}/${userId}`,
        sinceMs: atMs,
        speech: () => taken(request.id, userId, { moment, approverIds }),
      }));
  }

  /** Looks once more: while others were told, somebody may have decided. */
  async function taken(
    requestId: string,
    userId: string,
    { moment, approverIds }: { readonly moment: ReminderMoment; readonly approverIds: ReadonlySet<string> },
  ): Promise<Speech> {
    const loaded = await store.loadWithTrail(requestId);
    if (loaded === undefined || loaded.objection !== undefined) return "later";
    const { request } = loaded;
    const reminder = reminderDue(request, now());
    if (reminder?.moment !== moment) return "later";
    const to = await reader(userId);
    const { plan } = reminder;
    const asked = { policy: plan.policy, matter: approvalSubjectOf(request, plan), decisions: request.decisions };
    if (to === undefined || !wouldCount(to, asked, approverIds, now())) return "never";
    if (await isQuiet(userId)) return "later";
    return { to, what: await about(request, reminderSentence(request, reminder)) };
  }

  function reminderSentence(request: OperationRequest, { moment, plan }: Reminder): Sentence {
    const { title, expiresAtMs } = plan;
    const { requester, reason } = request;
    return say(moment === "half" ? "word.half" : "word.last", {
      ...{ title, reason, expiresAtMs },
      by: requester.userId,
      missing: approvalsMissing(request),
      leftMs: Math.ceil((expiresAtMs - now()) / minuteMs) * minuteMs,
    });
  }

  const outcomes = (loaded: Loaded): readonly Word[] => {
    const { request } = loaded;
    const outcome = outcomeOf(loaded);
    if (outcome === undefined || now() >= outcome.entry.atMs + staleAfterMs) return [];
    const { entry, sentence } = outcome;
    const speech = async (): Promise<Speech> => ({ to: request.requester, what: await about(request, sentence) });
    const formerly = isNumberedAgain(entry, standing.continuations()) ? undefined : `outcome/${entry.seq}`;
    return [{ mark: `outcome/${entry.hash}`, formerly, sinceMs: entry.atMs, speech }];
  };

  async function about({ id, command }: OperationRequest, what: Sentence): Promise<Sentence> {
    // A link is a convenience; without it the id is enough.
    const link = await linkTo(id).catch((error: unknown) => {
      if (error instanceof AppError) return "";
      throw error;
    });
    return say("word.about", { what, command, id, link });
  }

  /** `undefined`: nobody who may use the bot. */
  async function reader(userId: string): Promise<Actor | undefined> {
    try {
      return await directory.actor(userId);
    } catch (error) {
      if (error instanceof NotAllowedError) return undefined;
      throw error;
    }
  }

  /** When it cannot be known, no: the chat itself holds back what would disturb, and a request that nobody sees expires. */
  async function isQuiet(userId: string): Promise<boolean> {
    try {
      return await messages.isQuiet(userId);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ code: error.code }, "it cannot be known who wants not to be disturbed");
      return false;
    }
  }

  return {
    tell: async (requestId: string): Promise<void> => void (await hadNothingToSay(requestId)),
    /** Looks at every request that somebody may have to be told about. */
    tellAll: async (): Promise<void> => {
      const ended = (await store.recent(recentlyEnded)).filter(
        ({ finishedAtMs }) => finishedAtMs !== null && now() < finishedAtMs + staleAfterMs,
      );
      const nowFinished = new Map<string, number>();
      for (const { id, revision } of ended)
        if (finished.get(id) === revision || (await hadNothingToSay(id))) nowFinished.set(id, revision);
      finished = nowFinished;
      const looked = new Set(ended.map(({ id }) => id));
      for (const id of await store.openIds()) if (!looked.has(id)) await hadNothingToSay(id);
    },
  };
}
