import { z } from "zod";
import type { CommandWords } from "../../domain/command.ts";
import { withoutPrefix } from "../../domain/role-name.ts";
import { say, sentenceIssue } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "add-role.name-missing": NoParams;
    "add-role.name-malformed": NoParams;
    "add-role.flag-unknown": { flag: string };
  }
}

export interface AddRoleInput {
  /** `X` of the convention: the folder `<base>/X` and the AppRole `profinaut-X`. */
  readonly name: string;
  readonly reason: string;
}

const maxReason = 300;

/** Takes `billing` and `profinaut-billing` for the same; Vault treats names without regard to case, so they are lower-cased. */
export const AddRoleInput: z.ZodType<AddRoleInput, CommandWords> = z
  .object({ words: z.array(z.string()).readonly(), flags: z.array(z.string()).readonly() })
  .transform(({ words, flags }, context): AddRoleInput => {
    const [word, ...rest] = words;
    const name = withoutPrefix((word ?? "").toLowerCase());
    const reason = rest.join(" ");
    const [flag] = flags;
    if (word === undefined) context.addIssue(sentenceIssue(say("add-role.name-missing", {})));
    else if (!/^[a-z][a-z0-9-]{1,40}$/.test(name)) context.addIssue(sentenceIssue(say("add-role.name-malformed", {})));
    else if (flag !== undefined) context.addIssue(sentenceIssue(say("add-role.flag-unknown", { flag })));
    else if (reason.length > maxReason) context.addIssue(sentenceIssue(say("value.reason-too-long", { max: maxReason })));
    return { name, reason };
  });
