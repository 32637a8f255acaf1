import { z } from "zod";
import type { CommandWords } from "./command.ts";
import { type Sentence, say, sentenceIssue } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "query.too-many-words": { words: readonly string[] };
  }
}

/** What was typed after a name, unchecked. */
export const Words = z.object({ words: z.array(z.string()).readonly(), flags: z.array(z.string()).readonly() });

/** A question without arguments. */
export const NoWords: z.ZodType<null, CommandWords> = Words.transform(({ words, flags }, context) => {
  const extra = [...words, ...flags.map((flag) => `--${flag}`)];
  if (extra.length > 0) context.addIssue(sentenceIssue(say("query.too-many-words", { words: extra })));
  return null;
});

/** A question about exactly one thing that matches `pattern`; `otherwise` says what to type. */
export const oneWord = (pattern: RegExp, otherwise: Sentence): z.ZodType<string, CommandWords> =>
  Words.transform(({ words, flags }, context) => {
    const [word, ...extra] = [...words, ...flags.map((flag) => `--${flag}`)];
    if (word === undefined || !pattern.test(word.toLowerCase())) context.addIssue(sentenceIssue(otherwise));
    else if (extra.length > 0) context.addIssue(sentenceIssue(say("query.too-many-words", { words: extra })));
    return (word ?? "").toLowerCase();
  });

export const requestIdPattern = /^req_[0-9a-z]{8,40}$/;
