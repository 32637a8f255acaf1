import type { z } from "zod";
import { targetAndReason } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { say } from "../../domain/sentence.ts";
import { readRole } from "../rotate/input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "unlock.role-missing": NoParams;
    "unlock.flag-unknown": { flag: string };
  }
}

export interface UnlockInput {
  readonly role: string;
  readonly reason: string;
}

export const UnlockInput: z.ZodType<UnlockInput, CommandWords> = targetAndReason({
  missing: say("unlock.role-missing", {}),
  read: readRole,
  unknownFlag: (flag) => say("unlock.flag-unknown", { flag }),
}).transform(({ target: role, reason }): UnlockInput => ({ role, reason }));
