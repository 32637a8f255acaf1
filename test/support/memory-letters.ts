import type { Sentence } from "../../src/domain/sentence.ts";
import type { DirectMessages } from "../../src/ports/direct-messages.ts";

export interface Letter {
  readonly to: string;
  readonly mark: string;
  readonly sentence: Sentence;
}

export interface MemoryLetters extends DirectMessages {
  /** Everything that arrived, oldest first. */
  readonly sent: readonly Letter[];
  /** People who do not want to be disturbed. */
  readonly quiet: Set<string>;
  /** People who cannot be written to. */
  readonly unreachable: Set<string>;
  /** Who was told what, by the keys of the sentences: `U0BOB word.half`. */
  readonly brief: () => readonly string[];
}

/** Direct messages in memory. */
export function createMemoryLetters(): MemoryLetters {
  const sent: Letter[] = [];
  const [quiet, unreachable] = [new Set<string>(), new Set<string>()];
  return {
    sent,
    quiet,
    unreachable,
    brief: () => sent.map(({ to, sentence: { params } }) => `${to} ${Object(params["what"]).key}`),
    send: async ({ userId }, mark, sentence) => {
      if (unreachable.has(userId)) return false;
      sent.push({ to: userId, mark, sentence });
      return true;
    },
    wasSent: async ({ userId }, mark) => sent.some((letter) => letter.to === userId && letter.mark === mark),
    isQuiet: async (userId) => quiet.has(userId),
  };
}
