import { z } from "zod";
import { ratios, type Spread, spreadOf } from "./statistics.ts";

const Spreads = z.object({ q1: z.number(), median: z.number(), q3: z.number() });

/** One line of the table. */
export const Result = z.object({
  bench: z.string(),
  what: z.string(),
  unit: z.string(),
  ours: Spreads,
  baseline: z.object({ name: z.string(), measured: Spreads }).nullable(),
  /** Ours divided by the baseline, round by round. */
  ratio: Spreads.nullable(),
  /** In words; empty when the line is there for information. */
  bar: z.string(),
  verdict: z.enum(["won", "not won", "no bar"]),
});
export type Result = z.infer<typeof Result>;

/** What must be true of the median of the ratio, of our own value, or of how many times faster we are. */
export type Bar = { readonly ratioAtMost: number } | { readonly atMost: number } | { readonly timesFaster: number };

export interface Measurement {
  readonly bench: string;
  readonly what: string;
  readonly unit: string;
  /** One value per round. */
  readonly ours: readonly number[];
  readonly baseline?: { readonly name: string; readonly measured: readonly number[] };
  readonly bar?: Bar;
}

export function resultOf({ bench, what, unit, ours, baseline, bar }: Measurement): Result {
  const perRound = baseline !== undefined && baseline.measured.length === ours.length ? ratios(ours, baseline.measured) : null;
  const own = spreadOf(ours);
  const ratio = perRound === null ? null : spreadOf(perRound);
  return {
    bench,
    what,
    unit,
    ours: own,
    baseline: baseline === undefined ? null : { name: baseline.name, measured: spreadOf(baseline.measured) },
    ratio,
    bar: bar === undefined ? "" : inWords(bar, unit),
    verdict: bar === undefined ? "no bar" : holds(bar, own, ratio) ? "won" : "not won",
  };
}

function holds(bar: Bar, own: Spread, ratio: Spread | null): boolean {
  if ("atMost" in bar) return own.median <= bar.atMost;
  if (ratio === null) throw new Error("a bar on a ratio needs a baseline with the same rounds");
  return "ratioAtMost" in bar ? ratio.median <= bar.ratioAtMost : 1 / ratio.median >= bar.timesFaster;
}

function inWords(bar: Bar, unit: string): string {
  if ("atMost" in bar) return `≤ ${bar.atMost}${unit === "" ? "" : ` ${unit}`}`;
  return "ratioAtMost" in bar ? `≤ ${bar.ratioAtMost}×` : `≥ ${bar.timesFaster}× faster`;
}
