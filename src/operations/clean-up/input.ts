import type { z } from "zod";
import { targetAndReason } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { say } from "../../domain/sentence.ts";
import { readRole } from "../rotate/input.ts";

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

export const CleanUpInput: z.ZodType<CleanUpInput, CommandWords> = targetAndReason({
  missing: say("clean-up.role-missing", {}),
  read: readRole,
  unknownFlag: (flag) => say("clean-up.flag-unknown", { flag }),
}).transform(({ target: role, reason }): CleanUpInput => ({ role, reason }));
