import { diffArrays } from "diff";

export interface ChangedLine {
  readonly sign: "+" | "-";
  readonly line: string;
}

/** Longest pair of texts that are compared line by line; beyond it every line of both counts as changed. */
const mostPairs = 4_000_000;

/** The lines that have to go and to come to make one text of another, in reading order. Empty lines say nothing. */
export function lineDifference(from: string, to: string): readonly ChangedLine[] {
  const [before, after] = [linesOf(from), linesOf(to)];
  while (before.length > 0 && before[0] === after[0]) [before, after].forEach((lines) => void lines.shift());
  while (before.length > 0 && before.at(-1) === after.at(-1)) [before, after].forEach((lines) => void lines.pop());
  if (before.length * after.length > mostPairs) return [...signed("-", before), ...signed("+", after)];
  return diffArrays(before, after).flatMap(({ value, added, removed }) => {
    if (added) return signed("+", value);
    return removed ? signed("-", value) : [];
  });
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");
const signed = (sign: "+" | "-", lines: readonly string[]): readonly ChangedLine[] => lines.map((line) => ({ sign, line }));
