import { z } from "zod";

const units: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90d`, `24h`, `30m`, `10s`: a whole number with a unit; in milliseconds after parsing. */
export const Duration = z.string().transform((text, context) => {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text.trim()) ?? [];
  const factor = units[unit ?? ""];
  if (count !== undefined && factor !== undefined) return Number(count) * factor;
  context.addIssue({ code: "custom", message: "write a whole number and a unit: 10s, 30m, 24h, 90d or 2w" });
  return z.NEVER;
});
