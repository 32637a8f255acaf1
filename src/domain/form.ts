import type { Secret } from "./secret.ts";
import type { SecretSubmission } from "./secret-submission.ts";
import type { Sentence } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "form.secret": { what: Sentence };
  }
}

/** One question of a form. `secret` kinds hold what must never be stored or shown again. */
export interface FormField {
  readonly id: string;
  readonly kind: "text" | "lines" | "date" | "secret" | "secret-lines";
  readonly label: Sentence;
  readonly hint: Sentence;
  readonly isOptional: boolean;
}

/** What has to be asked beyond what can be typed after the slash command. */
export interface Form {
  readonly title: Sentence;
  /** What to know before filling it in. */
  readonly intro: readonly Sentence[];
  readonly fields: readonly FormField[];
  /** What submitting it does; left out where that asks for approval. */
  readonly submit?: Sentence;
}

/** What somebody filled in, by the fields' ids; fields left empty are missing. */
export interface FormAnswers {
  readonly texts: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, Secret>;
}

/** A field that cannot be accepted as it is, and what to write instead. */
export interface FormMistake {
  readonly field: string;
  readonly because: Sentence;
}

/** A form that can be accepted: what the record may know, and what it may not. */
export interface Filled<In> {
  readonly input: In;
  readonly submission: SecretSubmission;
}

/** Whether what was filled in can be accepted. */
export type FillResult<In> = Filled<In> | { readonly mistakes: readonly FormMistake[] };
