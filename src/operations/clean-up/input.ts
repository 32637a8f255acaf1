import { z } from "zod";
import type { CommandWords } from "../../domain/command.ts";
import { say, sentenceIssue } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "clean-up.role-missing": NoParams;
    "clean-up.flag-unknown": { flag: string };
  }
}

export interface CleanUpInput {
  readonly role: string;
  readonly reason: string;
}

const maxReason = 300;

/** Vault treats role names without regard to case, so they are lower-cased before any decision. */
export const CleanUpInput: z.ZodType<CleanUpInput, CommandWords> = z
  .object({ words: z.array(z.string()).readonly(), flags: z.array(z.string()).readonly() })
  .transform(({ words, flags }, context): CleanUpInput => {
    const [word, ...rest] = words;
    const role = (word ?? "").toLowerCase();
    const reason = rest.join(" ");
    const [flag] = flags;
    if (word === undefined) context.addIssue(sentenceIssue(say("clean-up.role-missing", {})));
    else if (!/^[a-z][a-z0-9-]{2,62}$/.test(role)) context.addIssue(sentenceIssue(say("rotate.role-malformed", {})));
    else if (flag !== undefined) context.addIssue(sentenceIssue(say("clean-up.flag-unknown", { flag })));
    else if (reason.length > maxReason) context.addIssue(sentenceIssue(say("rotate.reason-too-long", { max: maxReason })));
    return { role, reason };
  });
