import type { z } from "zod";
import { requestIdPattern, targetAndReason } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { say, sentenceIssue } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "redact.usage": NoParams;
    "redact.reason-missing": NoParams;
    "redact.flag-unknown": { flag: string };
  }
}

export interface RedactInput {
  /** The request of which words are taken out. */
  readonly request: string;
  readonly reason: string;
}

export const RedactInput: z.ZodType<RedactInput, CommandWords> = targetAndReason({
  missing: say("redact.usage", {}),
  read: (word) => (requestIdPattern.test(word.toLowerCase()) ? word.toLowerCase() : say("redact.usage", {})),
  unknownFlag: (flag) => say("redact.flag-unknown", { flag }),
}).transform(({ target: request, reason }, context): RedactInput => {
  if (reason === "") context.addIssue(sentenceIssue(say("redact.reason-missing", {})));
  return { request, reason };
});
