import { parseInput } from "../../src/app/registry.ts";
import type { Answer } from "../../src/domain/answer.ts";
import { parseCommand } from "../../src/domain/command.ts";
import type { Query, QueryPorts } from "../../src/domain/query.ts";
import type { Sentence } from "../../src/domain/sentence.ts";
import { aBot, type Bot } from "../app/a-bot.ts";
import { queryPorts } from "../app/a-command-service.ts";
import { alice, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";

/** Asks a question with the words after its name. */
export const ask = <In>(
  query: Query<In>,
  words = "",
  changes: Partial<QueryPorts> = {},
  bot: Bot = aBot(aFakeOperation()),
  nowMs: number = noon,
): Promise<Answer> =>
  query.answer(parseInput(query.input, { ...parseCommand(`x ${words}`) }), {
    ports: queryPorts(bot, changes),
    actor: alice,
    nowMs,
    signal: new AbortController().signal,
  });

/** Every sentence of an answer below its heading. */
export const linesOf = ({ sections }: Answer): readonly Sentence[] => sections.flatMap(({ lines }) => lines);
export const keysOf = (answer: Answer): readonly string[] => linesOf(answer).map(({ key }) => key);
