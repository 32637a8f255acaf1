import type { z } from "zod";
import type { Actor } from "./actor.ts";
import type { Answer } from "./answer.ts";
import type { CommandWords } from "./command.ts";
import type { Form, FormAnswers, FormMistake } from "./form.ts";
import type { CommandInfo } from "./query.ts";

/** What has to be asked beyond what was typed. */
export interface InstantCommandForm<In> {
  /** `undefined`: everything was typed. */
  ask(input: In): Form | undefined;
  /** Pure. */
  fill(input: In, answers: FormAnswers): { readonly input: In } | { readonly mistakes: readonly FormMistake[] };
}

/**
 * Something that anybody who may use the bot may do at once, without a second person: it touches nothing but what the bot
 * itself shows and remembers.
 */
export interface InstantCommand<In> {
  readonly info: CommandInfo;
  readonly input: z.ZodType<In, CommandWords>;
  /** The words that parse to this input again. */
  words(input: In): CommandWords;
  readonly form?: InstantCommandForm<In>;
  /** Also while the audit log cannot be believed. */
  readonly isReadOnlyToo?: true;
  act(input: In, by: { readonly actor: Actor; readonly nowMs: number; readonly signal: AbortSignal }): Promise<Answer>;
}

export type AnyInstantCommand = InstantCommand<unknown>;
