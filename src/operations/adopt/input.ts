import type { z } from "zod";
import { targetAndReason } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { say } from "../../domain/sentence.ts";
import { readRole } from "../rotate/input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "adopt.role-missing": NoParams;
    "adopt.flag-unknown": { flag: string };
  }
}

export interface AdoptInput {
  readonly role: string;
  readonly reason: string;
}

export const AdoptInput: z.ZodType<AdoptInput, CommandWords> = targetAndReason({
  missing: say("adopt.role-missing", {}),
  read: readRole,
  unknownFlag: (flag) => say("adopt.flag-unknown", { flag }),
}).transform(({ target: role, reason }): AdoptInput => ({ role, reason }));
