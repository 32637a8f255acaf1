export interface ChangedLine {
  readonly sign: "+" | "-";
  readonly line: string;
}

/** Longest pair of texts that are compared line by line; beyond it every line of both counts as changed. */
const largestTable = 4_000_000;

/** The lines that have to go and to come to make one text of another, in reading order. Empty lines say nothing. */
export function lineDifference(from: string, to: string): readonly ChangedLine[] {
  const [before, after] = [linesOf(from), linesOf(to)];
  while (before.length > 0 && before[0] === after[0]) [before, after].forEach((lines) => void lines.shift());
  while (before.length > 0 && before.at(-1) === after.at(-1)) [before, after].forEach((lines) => void lines.pop());
  if (before.length * after.length > largestTable) return [...signed("-", before), ...signed("+", after)];

  // How many lines both have in common from here to their ends.
  const common: number[][] = [];
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const row: number[] = [];
    for (let j = after.length - 1; j >= 0; j--)
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), row[j + 1] ?? 0);
    common[i] = row;
  }

  const changed: ChangedLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (before[i] === after[j]) [i, j] = [i + 1, j + 1];
    else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) {
      changed.push(...signed("-", before.slice(i, i + 1)));
      i += 1;
    } else {
      changed.push(...signed("+", after.slice(j, j + 1)));
      j += 1;
    }
  }
  return changed;
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");
const signed = (sign: "+" | "-", lines: readonly string[]): readonly ChangedLine[] => lines.map((line) => ({ sign, line }));
