import { z } from "zod";
import type { NoParams, Sentence, SentenceKey, Sentences } from "../domain/sentence.ts";

/** Sentences that need no parameters. */
type Plain = { [K in SentenceKey]: NoParams extends Sentences[K] ? K : never }[SentenceKey];

/** For `refine`: what to write instead, in words of ours. */
export const told = <K extends Plain>(key: K): { readonly error: string; readonly params: { readonly sentence: Sentence } } => ({
  error: key,
  params: { sentence: { key, params: {} } },
});

/** A text of this form, or a sentence that says what to write. */
export const text = <K extends Plain>(form: RegExp, key: K) => z.string().refine((given) => form.test(given), told(key));
