import type { Sentence, SentenceKey, SentenceParam, Sentences } from "../domain/sentence.ts";
import type { Format } from "./format.ts";

/** Parameters as the catalogue receives them: texts made inert, nested sentences already in the language. */
export type Rendered<P> = {
  readonly [N in keyof P]: P[N] extends Sentence ? string : P[N] extends readonly string[] ? readonly string[] : P[N];
};

/** A whole catalogue: one phrase for every sentence of the project. A missing one does not compile. */
export type Locale = { readonly [K in SentenceKey]: (p: Rendered<Sentences[K]>, f: Format) => string };

/** A part of a catalogue, by the first word of its keys. A key whose first word is in no part is missed by the whole. */
export type Section<First extends string> = Pick<Locale, Extract<SentenceKey, `${First}.${string}`>>;

interface Phrase {
  // A method, so that a phrase with known parameters fits: what was stored last year is checked by nobody else.
  say(p: { readonly [name: string]: Exclude<SentenceParam, Sentence> }, f: Format): string;
}

/** A catalogue as the renderer sees it, when it reads a sentence that was stored. */
export type Phrases = { readonly [key: string]: Phrase["say"] };
