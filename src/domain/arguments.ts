import { z } from "zod";
import type { CommandWords } from "./command.ts";
import { type Sentence, say, sentenceIssue } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "query.too-many-words": { words: readonly string[] };
    "command.reason-too-long": { max: number };
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

const maxReason = 300;

/** What is typed after most operations: what it is about, and why. */
export interface TargetAndReason {
  readonly target: string;
  readonly reason: string;
}

/**
 * `<target> [reason …]`, with no flags but the known ones.
 * @param read the target as it is meant, or the sentence that says what to type instead
 */
export const targetAndReason = ({
  missing,
  read,
  unknownFlag,
  flags: known = [],
}: {
  readonly missing: Sentence;
  readonly read: (word: string) => string | Sentence;
  readonly unknownFlag: (flag: string) => Sentence;
  readonly flags?: readonly string[];
}) =>
  Words.transform(({ words, flags }, context): TargetAndReason & { readonly flags: readonly string[] } => {
    const [word, ...rest] = words;
    const reason = rest.join(" ");
    const target = word === undefined ? missing : read(word);
    const stranger = flags.find((flag) => !known.includes(flag));
    if (typeof target !== "string") context.addIssue(sentenceIssue(target));
    else if (stranger !== undefined) context.addIssue(sentenceIssue(unknownFlag(stranger)));
    else if (reason.length > maxReason) context.addIssue(sentenceIssue(say("command.reason-too-long", { max: maxReason })));
    return { target: typeof target === "string" ? target : "", reason, flags };
  });

/** The words that parse to this target and reason again. */
export const wordsOf = (target: string, reason: string, flags: readonly string[] = []): CommandWords => ({
  words: [target, ...reason.split(" ").filter((word) => word !== "")],
  flags,
});
