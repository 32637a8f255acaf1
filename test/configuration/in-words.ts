import { expect } from "vitest";
import { ConfigError } from "../../src/configuration/config-error.ts";
import { isSentence } from "../../src/domain/sentence.ts";
import { createTranslators } from "../../src/locale/translator.ts";

const { en, ja } = createTranslators("UTC");

/** What is to be mended, in English; each must have a sentence of its own in Japanese. */
export const inWords = ({ mistakes }: ConfigError): readonly string[] => mistakes.map(wordsOf);

/** A sentence, or a part of one, in English; it must have one of its own in Japanese. */
export function wordsOf(sentence: unknown): string {
  if (!isSentence(sentence)) throw new Error("no sentence");
  expect(ja.plain(sentence)).toMatch(/[ぁ-んァ-ヶ]/);
  return en.plain(sentence);
}

/** What whoever reads this is told to mend, a line each. @throws what is no such mistake */
export function saidBy(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return inWords(error).join("\n");
    throw error;
  }
  return "";
}
