import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const sources = execFileSync("git", ["ls-files", "*.ts"], { cwd: root, encoding: "utf8" })
  .trim()
  .split("\n")
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
const whereIn = (pattern: RegExp): readonly string[] =>
  sources.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(([found]) => `${path}: ${found.trim()}`));

it("constants are written like everything else", () => {
  expect(sources.length).toBeGreaterThan(1_000);
  expect(whereIn(/^\s*(?:export )?const [A-Z][A-Z0-9_]{2,}\b/gm)).toEqual([]);
});

it("tests are called it", () => {
  expect(whereIn(/^import \{[^}]*\btest\b[^}]*\} from "vitest";/gm)).toEqual([]);
});
