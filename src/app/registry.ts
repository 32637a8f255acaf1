import type { z } from "zod";
import { type Command, type CommandWords, formatCommand } from "../domain/command.ts";
import { InputError, NotFoundError } from "../domain/errors.ts";
import type { AnyOperation } from "../domain/operation.ts";
import { isSentence, type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "command.malformed": NoParams;
    "operation.gone": { operation: string };
  }
}

/** The operations by name. */
export type Registry = ReadonlyMap<string, AnyOperation>;

/** @throws Error when two operations share a name: that is a mistake of ours, found at start */
export function createRegistry(operations: readonly AnyOperation[]): Registry {
  const registry = new Map(operations.map((operation) => [operation.name, operation]));
  if (registry.size !== operations.length) throw new Error("two operations have the same name");
  return registry;
}

/** The operation of a stored request. @throws NotFoundError when this version of the bot does not have it */
export function operationOf(registry: Registry, name: string): AnyOperation {
  const operation = registry.get(name);
  if (operation === undefined) throw new NotFoundError("operation.gone", say("operation.gone", { operation: name }));
  return operation;
}

/** Parses what was typed after the name. @throws InputError with the sentence of the first thing that is wrong */
export function parseInput<In>(schema: z.ZodType<In, CommandWords>, { words, flags }: CommandWords): In {
  const parsed = schema.safeParse({ words, flags });
  if (parsed.success) return parsed.data;
  throw new InputError("command.input", firstSentence(parsed.error) ?? say("command.malformed", {}));
}

function firstSentence({ issues }: z.ZodError): Sentence | undefined {
  for (const issue of issues) {
    const sentence = issue.code === "custom" ? issue.params?.["sentence"] : undefined;
    if (isSentence(sentence)) return sentence;
  }
  return undefined;
}

/** The canonical text of what was asked. */
export const commandText = (operation: AnyOperation, input: unknown): string => {
  const command: Command = { name: operation.name, ...operation.words(input) };
  return formatCommand(command);
};
