import { ConfigError } from "../configuration/config-error.ts";
import { AppError, ConflictError, InputError, UpstreamError } from "../domain/errors.ts";
import type { Sentence } from "../domain/sentence.ts";
import type { Log } from "../ports/log.ts";

/** A look at one system before anything is started. */
export interface FirstLook {
  /** For the log, e.g. `Vault`. */
  readonly at: string;
  readonly look: () => Promise<void>;
  /**
   * Whether nothing works without it. What is refused then is a mistake of the configuration; of other systems it is said, and the bot
   * starts: their credential may have ended while all else is well.
   */
  readonly isNeeded: boolean;
}

interface Deps {
  readonly inWords: (sentence: Sentence) => string;
  readonly log: Log;
}

/**
 * Asks every system at once whether it is the one that is meant and takes what we were given, so that all that is wrong is said together.
 * @param first what the rest is made of; what it throws for want of an answer is thrown
 * @throws ConfigError that lists everything to mend
 */
export async function lookFirst<T>(first: () => Promise<T>, looks: readonly FirstLook[], { inWords, log }: Deps): Promise<T> {
  const mistakes: Sentence[] = [];
  const judge = ({ at, isNeeded }: FirstLook, error: unknown): void => {
    if (!(error instanceof AppError)) throw error;
    const says = inWords(error.sentence);
    const isOurs = error instanceof ConflictError || error instanceof InputError;
    if (error instanceof UpstreamError && error.retryable)
      log.warn({ what: at, code: error.code, says }, "could not be checked at start");
    else if (isNeeded || isOurs) mistakes.push(error.sentence);
    else log.error({ what: at, code: error.code, says }, "does not take what the bot was given");
  };
  const given = first().catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
    mistakes.push(error.sentence);
    return undefined;
  });
  const [made] = await Promise.all([given, ...looks.map((each) => each.look().catch((error: unknown) => judge(each, error)))]);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  if (made === undefined) throw new Error("what could not be made was no mistake");
  return made;
}
