import { createInterface } from "node:readline/promises";
import type { Sentence } from "../../domain/sentence.ts";
import { createTranslators } from "../../locale/translator.ts";

/** The person who runs a command: what they read, and what they answer. */
export interface Terminal {
  /** Whether somebody can answer. */
  readonly isInteractive: boolean;
  readonly plain: (sentence: Sentence) => string;
  say(sentence: Sentence): void;
  /** A line that is no sentence: a table, a token. */
  write(line: string): void;
  /** What went wrong. */
  warn(sentence: Sentence): void;
  /** Whether the answer was yes; anything else, and the end of the input, is no. */
  agrees(question: Sentence): Promise<boolean>;
}

export interface TerminalStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly errors: NodeJS.WritableStream;
}

/** Talks in the language of the person's own environment. */
export function createTerminal({ input, output, errors }: TerminalStreams, language: "en" | "ja"): Terminal {
  const { plain } = createTranslators("UTC")[language];
  return {
    isInteractive: input.isTTY === true && output.isTTY === true,
    plain,
    say: (sentence) => void output.write(`${plain(sentence)}\n`),
    write: (line) => void output.write(`${line}\n`),
    warn: (sentence) => void errors.write(`${plain(sentence)}\n`),
    async agrees(question) {
      const lines = createInterface({ input, output });
      const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
      try {
        const answer = await Promise.race([lines.question(`${plain(question)} [y/N] `), closed]);
        return /^(y|yes|はい)$/i.test(answer.trim());
      } finally {
        lines.close();
      }
    },
  };
}
