import { randomBytes } from "node:crypto";
import type { Actor } from "../domain/actor.ts";
import { parseCommand } from "../domain/command.ts";
import { ConflictError, InputError } from "../domain/errors.ts";
import type { FillResult, Form, FormAnswers, FormMistake } from "../domain/form.ts";
import type { AnyOperation, OperationSettings } from "../domain/operation.ts";
import type { OperationRequest } from "../domain/request.ts";
import { say } from "../domain/sentence.ts";
import { commandText, operationOf, parseInput, type Registry } from "./registry.ts";
import type { Submission } from "./submit.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "form.not-any-more": { command: string };
  }
}

/** A form to show, and the command that opened it: what was typed belongs to what is filled in. */
export interface OpenForm {
  readonly form: Form;
  readonly command: string;
}

/** What was filled in, for the command that opened the form. */
export interface FilledForm {
  readonly command: string;
  readonly answers: FormAnswers;
}

/** Operations that ask for more than can be typed. */
export interface Forms {
  /** @throws InputError, NotFoundError: what was typed cannot work. Nothing was recorded. */
  open(command: ReturnType<typeof parseCommand>): OpenForm;
  /** What has to be written differently; empty when it can be accepted. Never throws; looks at nothing outside. */
  mistakesIn(filled: FilledForm): readonly FormMistake[];
  /** @throws as `submit` does, and InputError when `mistakesIn` would find any. Nothing was recorded. */
  submit(filled: FilledForm, by: { readonly actor: Actor; readonly origin: string }): Promise<OperationRequest>;
}

export interface FormsDeps {
  readonly registry: Registry;
  readonly settings: OperationSettings;
  readonly submit: (submission: Submission) => Promise<OperationRequest>;
  readonly now: () => number;
}

export function createForms({ registry, settings, submit, now }: FormsDeps): Forms {
  function opened(command: ReturnType<typeof parseCommand>) {
    const operation = operationOf(registry, command.name);
    const input = parseInput(operation.input, command);
    operation.validateConfiguration(input, settings);
    return { operation, input };
  }

  function fill({ command, answers }: FilledForm): { readonly operation: AnyOperation; readonly result: FillResult<unknown> } {
    const { operation, input } = opened(parseCommand(command));
    if (operation.form === undefined)
      throw new ConflictError("form.not-any-more", say("form.not-any-more", { command: operation.name }));
    return { operation, result: operation.form.fill(input, answers, { ...settings, nowMs: now(), random: randomBytes }) };
  }

  return {
    open: (command) => {
      const { operation, input } = opened(command);
      if (operation.form === undefined)
        throw new ConflictError("form.not-any-more", say("form.not-any-more", { command: operation.name }));
      return { form: operation.form.ask(input, settings), command: commandText(operation, input) };
    },

    mistakesIn: (filled) => {
      try {
        const { result } = fill(filled);
        return "mistakes" in result ? result.mistakes : [];
      } catch {
        return []; // the form is older than our configuration: `submit` says so
      }
    },

    submit: async (filled, { actor, origin }) => {
      const { operation, result } = fill(filled);
      if ("mistakes" in result) {
        const [first] = result.mistakes;
        throw new InputError("form.mistake", first?.because ?? say("form.not-any-more", { command: operation.name }));
      }
      return submit({ actor, origin, command: parseCommand(filled.command), filled: result });
    },
  };
}
