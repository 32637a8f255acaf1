import { z } from "zod";
import type { CommandWords } from "../../domain/command.ts";
import { say, sentenceIssue } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "rotate.role-missing": NoParams;
    "rotate.role-malformed": NoParams;
    "rotate.flag-unknown": { flag: string };
    "rotate.reason-too-long": { max: number };
  }
}

export interface RotateInput {
  readonly role: string;
  readonly leaked: boolean;
  readonly reason: string;
}

const maxReason = 300;

/** Vault treats role names without regard to case, so they are lower-cased before any decision. */
export const RotateInput: z.ZodType<RotateInput, CommandWords> = z
  .object({ words: z.array(z.string()).readonly(), flags: z.array(z.string()).readonly() })
  .transform(({ words, flags }, context): RotateInput => {
    const [word, ...rest] = words;
    const role = (word ?? "").toLowerCase();
    const reason = rest.join(" ");
    const stranger = flags.find((flag) => flag !== "leaked");
    if (word === undefined) context.addIssue(sentenceIssue(say("rotate.role-missing", {})));
    else if (!/^[a-z][a-z0-9-]{2,62}$/.test(role)) context.addIssue(sentenceIssue(say("rotate.role-malformed", {})));
    else if (stranger !== undefined) context.addIssue(sentenceIssue(say("rotate.flag-unknown", { flag: stranger })));
    else if (reason.length > maxReason) context.addIssue(sentenceIssue(say("rotate.reason-too-long", { max: maxReason })));
    return { role, leaked: flags.includes("leaked"), reason };
  });

/** The words that parse to this input again. */
export const rotateWords = ({ role, leaked, reason }: RotateInput): CommandWords => ({
  words: [role, ...reason.split(" ").filter((word) => word !== "")],
  flags: leaked ? ["leaked"] : [],
});
