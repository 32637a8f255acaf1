import type { Actor } from "../domain/actor.ts";
import type { Answer, AnswerAction } from "../domain/answer.ts";
import type { AuditEntry } from "../domain/audit.ts";
import type { OperationRequest } from "../domain/request.ts";
import type { Sentence } from "../domain/sentence.ts";
import type { Verified } from "../domain/verified.ts";

/** Where a request's card is. */
export interface CardPlace {
  readonly channel: string;
  /** The chat's id of the message. */
  readonly message: string;
}

/** A line in the thread of a card. */
export interface ThreadLine {
  /** Number of its entry. */
  readonly seq: number;
  /** Beginning of the hash of its entry; lines of older releases have none. */
  readonly hash: string | undefined;
}

/** What an alarm in the channel is told by. */
export interface AlarmMark {
  /** What tells it from every other alarm. */
  readonly of: string;
  /** What it says of that; the same may be alarming for another reason. */
  readonly about?: string | undefined;
}

/** What people see of requests. A view only: when it fails, nothing but the view is late. Throws `UpstreamError` (service "slack"). */
export interface RequestView {
  /** Posts the card. Not idempotent: call `findCard` first when an earlier post may have got through. */
  postCard(request: Verified): Promise<CardPlace>;
  findCard(request: OperationRequest): Promise<CardPlace | undefined>;
  /** False when the card is not there any more: somebody deleted it. */
  updateCard(request: Verified, place: CardPlace): Promise<boolean>;
  /** One line in the card's thread for each entry, in order. Entries that say nothing to a reader are left out. */
  postTrail(place: CardPlace, entries: readonly AuditEntry[]): Promise<void>;
  /** The lines that are already in the thread. */
  threadLines(place: CardPlace): Promise<readonly ThreadLine[]>;
  /** A notification to one person, in the language they read; in the channel they asked in, else in a direct message. */
  tell(person: Actor, origin: string, sentence: Sentence): Promise<void>;
  linkTo(place: CardPlace): Promise<string>;
  /** The head of the trail, said where a writer of the store cannot take it back. */
  publishCheckpoint(text: string): Promise<void>;
  /** Witnessed texts of our own, newest first, at most `limit`. */
  publishedCheckpoints(limit: number): Promise<readonly string[]>;
  /**
   * A message to the channel that somebody should act on; the button says what would otherwise be typed.
   * @param mark by which `lastAlarm` finds it again
   */
  alarm(sentence: Sentence, action?: AnswerAction, mark?: AlarmMark): Promise<void>;
  /** The newest alarm since then that has one of these marks; one of them without `about` has it whatever it was about. */
  lastAlarm<M extends AlarmMark>(
    marks: readonly M[],
    sinceMs: number,
  ): Promise<{ readonly mark: M; readonly atMs: number } | undefined>;
  /** An answer to the channel that nobody asked for, such as the weekly check. */
  announce(answer: Answer): Promise<void>;
}
