import type { Sentence } from "./sentence.ts";

/** What a person gets back on a question: a heading and lines, in no language and no markup yet. */
export interface Answer {
  readonly heading: Sentence;
  readonly sections: readonly AnswerSection[];
  /** What may be asked next with one press; pressing is the same as typing. */
  readonly actions?: readonly AnswerAction[];
}

export interface AnswerAction {
  readonly label: Sentence;
  /** As it would be typed after the slash command. */
  readonly command: string;
  /** What is typed after it as the reason, in the language of whoever reads the button. */
  readonly reason?: Sentence;
}

export interface AnswerSection {
  readonly heading?: Sentence;
  readonly lines: readonly Sentence[];
}

/** An answer of one sentence. */
export const answerOf = (heading: Sentence, ...lines: readonly Sentence[]): Answer => ({
  heading,
  sections: lines.length === 0 ? [] : [{ lines }],
});
