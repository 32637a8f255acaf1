import type { Actor } from "../domain/actor.ts";
import type { Sentence } from "../domain/sentence.ts";

/** Words to one person alone, between them and the bot. Throws `UpstreamError` (service "slack") when time may help. */
export interface DirectMessages {
  /**
   * Writes to a person in the language they read. Not idempotent: ask `wasSent` first when an earlier one may have got through.
   * `recordProgress` is what it is found again by: letters, digits, `_`, `-` and `/`, at most 200 of them.
   * @returns false when this person cannot be written to, now or later
   */
  send(to: Actor, mark: string, sentence: Sentence): Promise<boolean>;
  /** Whether it is there, written by us not before that instant. What may not be looked at counts as sent. */
  wasSent(to: Actor, mark: string, sinceMs: number): Promise<boolean>;
  /** Whether a person has asked not to be disturbed now; at most a minute old. */
  isQuiet(userId: string): Promise<boolean>;
}
