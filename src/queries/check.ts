import type { z } from "zod";
import { Words } from "../domain/arguments.ts";
import { checkAnswer, checkPages, knownOf, type ToldCheck } from "../domain/check-answer.ts";
import type { CommandWords } from "../domain/command.ts";
import { InputError } from "../domain/errors.ts";
import type { Query } from "../domain/query.ts";
import { say, sentenceIssue } from "../domain/sentence.ts";

declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly checks: readonly ToldCheck[];
  }
}

declare module "../domain/sentence.ts" {
  interface Sentences {
    "check.summary": NoParams;
    "check.usage": NoParams;
    "check.no-page": { pages: number };
  }
}

const Page: z.ZodType<number, CommandWords> = Words.transform(({ words: [page = "1", ...rest], flags }, context) => {
  if (!/^[1-9]\d{0,2}$/.test(page) || rest.length + flags.length > 0) context.addIssue(sentenceIssue(say("check.usage", {})));
  return Number(page);
});

/** The Vault Secrets Check now: a worker looks at everything, and what it found is told. A further page shows the same look. */
export const check: Query<number> = {
  name: "check",
  usage: "[page]",
  summary: say("check.summary", {}),
  examples: ["check", "check 2"],
  input: Page,
  answer: async (page, { ports: { checks, reports, refreshNow }, nowMs, signal }) => {
    const hasLooked = page > 1 || (await refreshNow("check", signal));
    const known = await knownOf(checks, (name) => reports.read(name));
    const pages = checkPages(known);
    if (page > pages) throw new InputError("check.no-page", say("check.no-page", { pages }));
    return checkAnswer(known, { page, nowMs, hasLooked });
  },
};
