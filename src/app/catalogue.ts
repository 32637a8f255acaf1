import type { AnyOperation } from "../domain/operation.ts";
import type { AnyQuery, CommandInfo } from "../domain/query.ts";
import { say } from "../domain/sentence.ts";
import { continueCommand } from "./instant-commands/continue.ts";
import { digestNowCommand } from "./instant-commands/digest-now.ts";
import { snoozeCommand } from "./instant-commands/snooze.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "cancel.summary": NoParams;
  }
}

/** `cancel` needs no second person and belongs to no operation: it only moves the record. */
export const cancelCommand: CommandInfo = {
  name: "cancel",
  usage: "<request id>",
  summary: say("cancel.summary", {}),
  examples: ["cancel req_01ab23cd45ef"],
  approval: false,
};

/** Everything that can be typed, operations first: the one list behind help, routing and the README's table. */
export const catalogueOf = (operations: readonly AnyOperation[], queries: readonly AnyQuery[]): readonly CommandInfo[] => [
  ...operations.map(({ name, usage, summary, examples }): CommandInfo => ({ name, usage, summary, examples, approval: true })),
  ...queries.map(({ name, usage, summary, examples }): CommandInfo => ({ name, usage, summary, examples, approval: false })),
  cancelCommand,
  digestNowCommand,
  snoozeCommand,
  continueCommand,
];
