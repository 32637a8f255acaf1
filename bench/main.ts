import { parseArgs } from "node:util";
import { measureB1 } from "./b1/measure.ts";
import { measureB2 } from "./b2/measure.ts";
import { measureB4 } from "./b4/measure.ts";
import { measureB6 } from "./b6/measure.ts";
import { busyBecause, describeHost, waitsBecause } from "./measuring/host.ts";
import { keepResults, type Measured, table } from "./measuring/report.ts";
import type { Result } from "./measuring/result.ts";
import { type Effort, fullEffort, quickEffort } from "./measuring/rounds.ts";

const benches: { readonly [name: string]: (effort: Effort) => Promise<readonly Result[]> } = {
  B1: measureB1,
  B2: measureB2,
  B4: measureB4,
  B6: measureB6,
};

const usage = `usage: npm run bench -- [${Object.keys(benches).join("|")} ...] [--quick] [--force]
  --quick  two short rounds, to see that everything works; nothing is kept
  --force  measure on a busy machine; the results are marked`;

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, force: { type: "boolean", default: false } },
  allowPositionals: true,
});
const chosen = positionals.length > 0 ? positionals.map((name) => name.toUpperCase()) : Object.keys(benches);
if (chosen.some((name) => benches[name] === undefined)) fail(usage);

const busy = busyBecause();
if (busy !== undefined && !values.force) fail(`This machine is too busy to measure on: ${busy}. Wait, or say --force.`);

const effort = values.quick ? quickEffort : fullEffort;
const host = await describeHost();
const measured: Record<string, Measured> = {};
for (const name of chosen) {
  console.log(`${name} ...`);
  const results = (await benches[name]?.(effort)) ?? [];
  measured[name] = {
    measuredAt: new Date().toISOString(),
    rounds: effort.rounds,
    busy: busy ?? waitsBecause() ?? null,
    host,
    results: [...results],
  };
  if (!values.quick) keepResults({ [name]: measured[name] });
}

console.log(`\n${table(Object.values(measured).flatMap(({ results }) => results))}\n`);
for (const [name, { busy: why }] of Object.entries(measured))
  if (why !== null) console.log(`MARKED: ${name} was measured on a busy machine: ${why}.`);
console.log(
  values.quick
    ? "QUICK: these figures say nothing, and nothing was kept."
    : "Kept in bench/results.json and docs/performance.md.",
);
