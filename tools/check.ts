import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { cutTexts } from "./cut-texts.ts";
import { packageAdvisories } from "./package-advisories.ts";
import { type Finding, findInFiles } from "./scan.ts";

/** `npm run check`: everything the project demands of its files, one line each; `npm run check -- types` runs the named ones alone. */

/** Why it could not be looked at, where that is no fault of this project's. */
interface NotLooked {
  readonly because: string;
}
type Result = string | NotLooked;

interface Check {
  readonly name: string;
  /** What is wrong, as text; empty when nothing is. */
  readonly run: () => Result | Promise<Result>;
}

const command = (program: string, ...args: readonly string[]): (() => string) => {
  return () => {
    const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    if (error !== undefined) return `${program} could not be run: ${error.message}`;
    return status === 0 ? "" : `${stdout}${stderr}`.trim() || `${program} ended with ${status}`;
  };
};

const trackedFiles = (): readonly string[] => {
  const { stdout } = spawnSync("git", ["ls-files", "-z"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\0").filter((path) => path !== "");
};

const readable = ({ path, line, what }: Finding): string => `${path}:${line}: ${what}`;

const checks: readonly Check[] = [
  { name: "format and lint", run: command("npx", "biome", "ci", "--error-on-warnings", ".") },
  { name: "types", run: command("npx", "tsc", "--noEmit", "-p", ".") },
  {
    name: "text cut in one place",
    run: () => cutTexts("tsconfig.build.json", process.cwd()).map(readable).join("\n"),
  },
  { name: "dead code", run: command("npx", "knip") },
  { name: "rules covered", run: command("npx", "vitest", "run", "--project", "unit", "--coverage", "--reporter=dot") },
  { name: "installable", run: command("npm", "ci", "--dry-run", "--ignore-scripts") },
  {
    // A CI that must know sets ADVISORIES=required.
    name: "advisories of packages",
    run: async () => {
      const verdict = await packageAdvisories(process.cwd());
      if (verdict.state === "none-holds") return "";
      if (verdict.state === "some-hold") return verdict.lines.join("\n");
      return process.env["ADVISORIES"] === "required" ? verdict.because : { because: verdict.because };
    },
  },
  {
    name: "nothing that must not be published",
    run: () => {
      const files = trackedFiles();
      if (files.length === 0) return "git lists no files, so nothing was looked at";
      return findInFiles(files, (path) => readFileSync(path, "utf8"))
        .map(readable)
        .join("\n");
    },
  },
];

const wanted = process.argv.slice(2);
let failures = 0;
for (const { name, run } of checks.filter((check) => wanted.length === 0 || wanted.some((word) => check.name.includes(word)))) {
  const startedMs = performance.now();
  const result = await run();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const indented = (text: string): string => text.replaceAll(/^/gm, "    ");
  if (result === "") console.log(`✔ ${name} (${seconds} s)`);
  else if (typeof result === "string") {
    failures += 1;
    console.log(`✘ ${name} (${seconds} s)\n${indented(result)}`);
  } else console.log(`– ${name}: not looked at (${seconds} s)\n${indented(result.because)}`);
}
if (failures > 0) process.exitCode = 1;
