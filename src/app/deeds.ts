import type { Actor } from "../domain/actor.ts";
import type { Answer } from "../domain/answer.ts";
import { type Command, formatCommand, parseCommand } from "../domain/command.ts";
import type { AnyDeed } from "../domain/deed.ts";
import { InputError } from "../domain/errors.ts";
import type { FormMistake } from "../domain/form.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { FilledForm, OpenForm } from "./forms.ts";
import type { Gate } from "./read-only.ts";
import { parseInput } from "./registry.ts";

/** What is done at once; each answer is `undefined` where the command is none of it. */
export interface Deeds {
  command(command: Command, actor: Actor): Promise<Answer | OpenForm> | undefined;
  /** Never throws. */
  mistakesIn(filled: FilledForm): readonly FormMistake[] | undefined;
  /** @throws as the deed does, and InputError when `mistakesIn` would find any */
  fill(filled: FilledForm, actor: Actor): Promise<Answer> | undefined;
}

const timeoutMs = 25_000;

const firstOf = (mistakes: readonly FormMistake[]): Sentence =>
  mistakes.reduceRight<Sentence>((_, { because }) => because, say("command.malformed", {}));

export interface DeedsDeps {
  readonly deeds: readonly AnyDeed[];
  readonly gate: Gate;
  readonly now: () => number;
}

export function createDeeds({ deeds, gate, now }: DeedsDeps): Deeds {
  /** A name has one word, or two, of which the second is then no argument. */
  function found(command: Command): { readonly deed: AnyDeed; readonly input: () => unknown } | undefined {
    const named = (name: string): AnyDeed | undefined => deeds.find(({ info }) => info.name === name);
    const [first, ...rest] = command.words;
    const longer = named(`${command.name} ${first?.toLowerCase()}`);
    const deed = longer ?? named(command.name);
    const words = longer === undefined ? command.words : rest;
    return deed && { deed, input: () => parseInput(deed.input, { ...command, words }) };
  }

  const act = async (deed: AnyDeed, input: unknown, actor: Actor): Promise<Answer> => {
    if (deed.isReadOnlyToo !== true) await gate();
    return deed.act(input, { actor, nowMs: now(), signal: AbortSignal.timeout(timeoutMs) });
  };

  function filledIn({ command, answers }: FilledForm) {
    const known = found(parseCommand(command));
    if (known?.deed.form === undefined) return undefined;
    return { deed: known.deed, result: known.deed.form.fill(known.input(), answers) };
  }

  return {
    command: (command, actor) => {
      const known = found(command);
      if (known === undefined) return undefined;
      const { deed } = known;
      const input = known.input();
      const form = deed.form?.ask(input);
      if (form === undefined) return act(deed, input, actor);
      return Promise.resolve({ form, command: formatCommand({ name: deed.info.name, ...deed.words(input) }) });
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
      const { deed, result } = known;
      if ("input" in result) return act(deed, result.input, actor);
      throw new InputError("form.mistake", firstOf(result.mistakes));
    },
  };
}
