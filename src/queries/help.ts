import type { z } from "zod";
import type { Answer } from "../domain/answer.ts";
import { Words } from "../domain/arguments.ts";
import type { CommandWords } from "../domain/command.ts";
import { NotFoundError } from "../domain/errors.ts";
import { nearestOf } from "../domain/nearest.ts";
import type { CommandInfo, Query } from "../domain/query.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "help.summary": NoParams;
    "help.heading": NoParams;
    "help.line": { command: string; summary: Sentence };
    "help.line-approval": { command: string; summary: Sentence };
    "help.more": NoParams;
    "help.command": { command: string };
    "help.about": { summary: Sentence };
    "help.needs-approval": NoParams;
    "help.needs-none": NoParams;
    "help.example": { command: string };
    "help.unknown": { name: string; nearest: readonly string[] };
  }
}

const Topic: z.ZodType<string, CommandWords> = Words.transform(({ words }) => words.join(" ").toLowerCase());

const typed = ({ name, usage }: CommandInfo): string => (usage === "" ? name : `${name} ${usage}`);

/** What can be typed; with a name, everything about that one. */
export const help: Query<string> = {
  name: "help",
  usage: "[command]",
  summary: say("help.summary", {}),
  examples: ["help", "help rotate"],
  input: Topic,
  answer: async (topic, { ports: { commands } }) => (topic === "" ? overview(commands) : about(topic, commands)),
};

function overview(commands: readonly CommandInfo[]): Answer {
  const lines = commands.map((command) =>
    say(command.approval ? "help.line-approval" : "help.line", { command: typed(command), summary: command.summary }),
  );
  return { heading: say("help.heading", {}), sections: [{ lines }, { lines: [say("help.more", {})] }] };
}

function about(topic: string, commands: readonly CommandInfo[]): Answer {
  const command = commands.find(({ name }) => name === topic);
  if (command === undefined)
    throw new NotFoundError(
      "help.unknown",
      say("help.unknown", {
        name: topic,
        nearest: nearestOf(
          topic,
          commands.map(({ name }) => name),
        ),
      }),
    );
  return {
    heading: say("help.command", { command: typed(command) }),
    sections: [
      {
        lines: [
          say("help.about", { summary: command.summary }),
          command.approval ? say("help.needs-approval", {}) : say("help.needs-none", {}),
        ],
      },
      { lines: command.examples.map((example) => say("help.example", { command: example })) },
    ],
  };
}
