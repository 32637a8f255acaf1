import { z } from "zod";
import type { CommandWords } from "../../domain/command.ts";
import { EntryPath } from "../../domain/entry-path.ts";
import { say, sentenceIssue } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "get.path-missing": NoParams;
    "get.flag-unknown": { flag: string };
    "value.reason-too-long": { max: number };
  }
}

export interface GetInput {
  readonly path: EntryPath;
  readonly reason: string;
}

const maxReason = 300;

export const GetInput: z.ZodType<GetInput, CommandWords> = z
  .object({ words: z.array(z.string()).readonly(), flags: z.array(z.string()).readonly() })
  .transform(({ words, flags }, context): GetInput => {
    const [word, ...rest] = words;
    const reason = rest.join(" ");
    const path = EntryPath.safeParse(word ?? "");
    const [flag] = flags;
    if (word === undefined) context.addIssue(sentenceIssue(say("get.path-missing", {})));
    else if (!path.success) context.addIssue(sentenceIssue(say("entry.bad-path", {})));
    else if (flag !== undefined) context.addIssue(sentenceIssue(say("get.flag-unknown", { flag })));
    else if (reason.length > maxReason) context.addIssue(sentenceIssue(say("value.reason-too-long", { max: maxReason })));
    return { path: path.data ?? "", reason };
  });
