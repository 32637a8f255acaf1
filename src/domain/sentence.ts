/**
 * What a person reads, before it is in a language: a key and its parameters. It is plain data, so it can be stored in a
 * record or an audit entry today and read in English or Japanese next year.
 *
 * Every file that says something adds its keys to this interface (`declare module`); both locales must then translate
 * them, or the project does not compile. Parameters hold raw text: the renderer escapes and bounds them.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the files that speak
export interface Sentences {}

export type SentenceKey = keyof Sentences;

/** A parameter: text, a number, an instant or span in milliseconds (by name: `…AtMs`, `…Ms`), a list, or a nested sentence. */
export type SentenceParam = string | number | readonly string[] | Sentence;

export type Sentence = { readonly key: SentenceKey; readonly params: { readonly [name: string]: SentenceParam } };

/** For a sentence that needs no parameters. */
export type NoParams = Readonly<Record<never, never>>;

/** `say("role.unknown", { role })` */
export function say<K extends SentenceKey>(key: K, params: Sentences[K] & Sentence["params"]): Sentence {
  return { key, params };
}

/** Recognises a stored sentence; what its key is worth, the locale decides. */
export const isSentence = (value: unknown): value is Sentence =>
  typeof value === "object" &&
  value !== null &&
  "key" in value &&
  typeof value.key === "string" &&
  "params" in value &&
  typeof value.params === "object" &&
  value.params !== null;

/** A zod issue that says what to type instead: `context.addIssue(sentenceIssue(say(…)))`. */
export const sentenceIssue = (
  sentence: Sentence,
): { readonly code: "custom"; readonly message: string; readonly params: { readonly sentence: Sentence } } => ({
  code: "custom",
  message: sentence.key,
  params: { sentence },
});
