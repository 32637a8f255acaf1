import type { Actor } from "../domain/actor.ts";
import type { Answer } from "../domain/answer.ts";
import { type Command, formatCommand, parseCommand } from "../domain/command.ts";
import { InputError } from "../domain/errors.ts";
import type { FormMistake } from "../domain/form.ts";
import type { AnyInstantCommand } from "../domain/instant-command.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { FilledForm, OpenForm } from "./forms.ts";
import type { Gate } from "./read-only.ts";
import { parseInput } from "./registry.ts";

/** What is done at once; each answer is `undefined` where the command is none of it. */
export interface InstantCommands {
  command(command: Command, actor: Actor): Promise<Answer | OpenForm> | undefined;
  /** Never throws. */
  mistakesIn(filled: FilledForm): readonly FormMistake[] | undefined;
  /** @throws as the instant command does, and InputError when `mistakesIn` would find any */
  fill(filled: FilledForm, actor: Actor): Promise<Answer> | undefined;
}

const timeoutMs = 25_000;

const firstOf = (mistakes: readonly FormMistake[]): Sentence =>
  mistakes.reduceRight<Sentence>((_, { because }) => because, say("command.malformed", {}));

export interface InstantCommandsDeps {
  readonly instantCommands: readonly AnyInstantCommand[];
  readonly gate: Gate;
  readonly now: () => number;
}

export function createInstantCommands({ instantCommands, gate, now }: InstantCommandsDeps): InstantCommands {
  /** A name has one word, or two, of which the second is then no argument. */
  function found(command: Command): { readonly instantCommand: AnyInstantCommand; readonly input: () => unknown } | undefined {
    const named = (name: string): AnyInstantCommand | undefined => instantCommands.find(({ info }) => info.name === name);
    const [first, ...rest] = command.words;
    const longer = named(`${command.name} ${first?.toLowerCase()}`);
    const instantCommand = longer ?? named(command.name);
    const words = longer === undefined ? command.words : rest;
    return instantCommand && { instantCommand, input: () => parseInput(instantCommand.input, { ...command, words }) };
  }

  const act = async (instantCommand: AnyInstantCommand, input: unknown, actor: Actor): Promise<Answer> => {
    if (instantCommand.isReadOnlyToo !== true) await gate();
    return instantCommand.act(input, { actor, nowMs: now(), signal: AbortSignal.timeout(timeoutMs) });
  };

  function filledIn({ command, answers }: FilledForm) {
    const known = found(parseCommand(command));
    if (known?.instantCommand.form === undefined) return undefined;
    return { instantCommand: known.instantCommand, result: known.instantCommand.form.fill(known.input(), answers) };
  }

  return {
    command: (command, actor) => {
      const known = found(command);
      if (known === undefined) return undefined;
      const { instantCommand } = known;
      const input = known.input();
      const form = instantCommand.form?.ask(input);
      if (form === undefined) return act(instantCommand, input, actor);
      return Promise.resolve({
        form,
        command: formatCommand({ name: instantCommand.info.name, ...instantCommand.words(input) }),
      });
    },

    mistakesIn: (filled) => {
      try {
        const known = filledIn(filled);
        if (known === undefined) return undefined;
        return "mistakes" in known.result ? known.result.mistakes : [];
      } catch {
        return []; // what opened the form is not understood any more: `fill` says so
      }
    },

    fill: (filled, actor) => {
      const known = filledIn(filled);
      if (known === undefined) return undefined;
      const { instantCommand, result } = known;
      if ("input" in result) return act(instantCommand, result.input, actor);
      throw new InputError("form.mistake", firstOf(result.mistakes));
    },
  };
}
