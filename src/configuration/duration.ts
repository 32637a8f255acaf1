import { z } from "zod";
import { say, sentenceIssue } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.write.duration": NoParams;
  }
}

const units: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90d`, `24h`, `30m`, `10s`: a whole number with a unit; in milliseconds after parsing. */
export const Duration = z.string().transform((text, context) => {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text.trim()) ?? [];
  const factor = units[unit ?? ""];
  if (count !== undefined && factor !== undefined) return Number(count) * factor;
  context.addIssue(sentenceIssue(say("config.write.duration", {})));
  return z.NEVER;
});
