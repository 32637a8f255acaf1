import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { Host } from "./host.ts";
import { Result } from "./result.ts";
import type { Spread } from "./statistics.ts";

const Measured = z.object({
  measuredAt: z.string(),
  rounds: z.number(),
  /** Why the machine was too busy, when it was measured all the same. */
  busy: z.string().nullable(),
  host: Host,
  results: z.array(Result),
});
/** One bench as it was last measured; what was measured at another time keeps its own machine and commit. */
export type Measured = z.infer<typeof Measured>;

const Results = z.record(z.string(), Measured);
export type Results = z.infer<typeof Results>;

const resultsFile = new URL("../results.json", import.meta.url);
const document = new URL("../../docs/performance.md", import.meta.url);
const [begin, end] = ["<!-- written by npm run bench -->", "<!-- end -->"];

const readResults = (): Results => (existsSync(resultsFile) ? Results.parse(JSON.parse(readFileSync(resultsFile, "utf8"))) : {});

/** Puts what was measured beside what is there, and the table of all of it into docs/performance.md. */
export function keepResults(news: Results): void {
  const all = Object.fromEntries(Object.entries({ ...readResults(), ...news }).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(resultsFile, `${JSON.stringify(all, null, 2)}\n`);
  const text = readFileSync(document, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error("docs/performance.md has no place for the table");
  const written = `${begin}\n\n${markdown(all)}\n\n${text.slice(to)}`;
  writeFileSync(document, text.slice(0, from) + written);
}

const columns = ["", "what", "ours", "baseline", "ratio", "bar", "verdict"];

/** The table for a terminal. */
export function table(results: readonly Result[]): string {
  const rows = [columns, ...results.map(cells)];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => [...(row[at] ?? "")].length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function markdown(all: Results): string {
  const rows = Object.values(all).flatMap(({ results }) => results.map(cells));
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  const places = new Set(Object.entries(all).map(([bench, measured]) => `- ${bench}: ${circumstances(measured)}`));
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line), "", ...places].join("\n");
}

function circumstances({ measuredAt, rounds, busy, host }: Measured): string {
  const machine = `${host.cores} cores of ${host.cpu}, Node ${host.node.slice(1)}, Redis ${host.redis}${host.pinned ? "" : ", not pinned"}, commit ${host.commit}`;
  const marked = busy === null ? "" : ` **Measured on a busy machine: ${busy}.**`;
  return `${measuredAt.slice(0, 10)}, ${rounds} rounds, ${machine}.${marked}`;
}

function cells({ bench, what, unit, ours, baseline, ratio, bar, verdict }: Result): readonly string[] {
  const measured = baseline === null ? "" : `${spread(baseline.measured, unit)}: ${baseline.name}`;
  const times = ratio === null ? "" : `${spread(ratio, "")}×`;
  return [bench, what, spread(ours, unit), measured, times, bar, verdict === "no bar" ? "" : verdict];
}

/** The median, and the quartiles where they differ from it. */
function spread({ q1, median, q3 }: Spread, unit: string): string {
  const [low, middle, high] = [number(q1), number(median), number(q3)];
  const quartiles = low === middle && high === middle ? "" : ` (${low}–${high})`;
  return `${middle}${unit === "" ? "" : ` ${unit}`}${quartiles}`;
}

const number = (value: number): string =>
  value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
