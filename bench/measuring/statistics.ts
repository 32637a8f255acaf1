/** The middle and the quartiles of some numbers: what a result is reported as. */
export interface Spread {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/** Linear between the two nearest values, as R's default (type 7). @throws Error when there is nothing to look at */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) throw new Error("no values to summarise");
  return below + (above - below) * (at - Math.floor(at));
}

export const spreadOf = (values: readonly number[]): Spread => ({
  q1: quantile(values, 0.25),
  median: quantile(values, 0.5),
  q3: quantile(values, 0.75),
});

/** Ours divided by the baseline's, round by round: what the machine did in one round, it did to both. @throws Error when the rounds differ */
export function ratios(ours: readonly number[], baseline: readonly number[]): readonly number[] {
  if (ours.length !== baseline.length) throw new Error("a ratio needs the same rounds on both sides");
  return ours.map((value, round) => value / (baseline[round] ?? Number.NaN));
}
