import type { z } from "zod";
import { targetAndReason } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { type Sentence, say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "rotate.role-missing": NoParams;
    "rotate.role-malformed": NoParams;
    "rotate.flag-unknown": { flag: string };
  }
}

export interface RotateInput {
  readonly role: string;
  readonly leaked: boolean;
  readonly reason: string;
}

/** Vault treats role names without regard to case, so they are lower-cased before any decision. */
export function readRole(word: string): string | Sentence {
  const role = word.toLowerCase();
  return /^[a-z][a-z0-9-]{2,62}$/.test(role) ? role : say("rotate.role-malformed", {});
}

export const RotateInput: z.ZodType<RotateInput, CommandWords> = targetAndReason({
  missing: say("rotate.role-missing", {}),
  read: readRole,
  unknownFlag: (flag) => say("rotate.flag-unknown", { flag }),
  flags: ["leaked"],
}).transform(({ target: role, reason, flags }): RotateInput => ({ role, leaked: flags.includes("leaked"), reason }));
