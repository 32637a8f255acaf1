import type { z } from "zod";
import { targetAndReason } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { withoutPrefix } from "../../domain/role-name.ts";
import { say } from "../../domain/sentence.ts";

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

/** Takes `billing` and `profinaut-billing` for the same; Vault treats names without regard to case, so they are lower-cased. */
export const AddRoleInput: z.ZodType<AddRoleInput, CommandWords> = targetAndReason({
  missing: say("add-role.name-missing", {}),
  read: (word) => {
    const name = withoutPrefix(word.toLowerCase());
    return /^[a-z][a-z0-9-]{1,40}$/.test(name) ? name : say("add-role.name-malformed", {});
  },
  unknownFlag: (flag) => say("add-role.flag-unknown", { flag }),
}).transform(({ target: name, reason }): AddRoleInput => ({ name, reason }));
