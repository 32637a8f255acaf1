import type { z } from "zod";
import { Words } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { say, sentenceIssue } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "install-workflows.flag-unknown": { flag: string };
  }
}

export interface InstallInput {
  readonly reason: string;
}

const maxReason = 300;

/** `[reason …]`: what is to be installed, and where, is configured. */
export const InstallInput: z.ZodType<InstallInput, CommandWords> = Words.transform(({ words, flags }, context): InstallInput => {
  const [flag] = flags;
  const reason = words.join(" ");
  if (flag !== undefined) context.addIssue(sentenceIssue(say("install-workflows.flag-unknown", { flag })));
  else if (reason.length > maxReason) context.addIssue(sentenceIssue(say("command.reason-too-long", { max: maxReason })));
  return { reason };
});
