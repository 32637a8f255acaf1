import type { z } from "zod";
import { targetAndReason } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { type EntryPath, readEntryPath } from "../../domain/entry-path.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "failover.exchange-missing": NoParams;
    "failover.flag-unknown": { flag: string };
  }
}

export interface FailoverInput {
  /** Where the main key lives: `binance`, or `staging/binance`. */
  readonly path: EntryPath;
  readonly reason: string;
}

export const FailoverInput: z.ZodType<FailoverInput, CommandWords> = targetAndReason({
  missing: say("failover.exchange-missing", {}),
  read: readEntryPath,
  unknownFlag: (flag) => say("failover.flag-unknown", { flag }),
}).transform(({ target: path, reason }): FailoverInput => ({ path, reason }));
