import type { z } from "zod";
import { targetAndReason } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { type EntryPath, readEntryPath } from "../../domain/entry-path.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "get.path-missing": NoParams;
    "get.flag-unknown": { flag: string };
  }
}

export interface GetInput {
  readonly path: EntryPath;
  readonly reason: string;
}

export const GetInput: z.ZodType<GetInput, CommandWords> = targetAndReason({
  missing: say("get.path-missing", {}),
  read: readEntryPath,
  unknownFlag: (flag) => say("get.flag-unknown", { flag }),
}).transform(({ target: path, reason }): GetInput => ({ path, reason }));
