import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Run by itself (`npx tsx tools/security-tests.ts`) it writes into docs/security.md which tests prove each row. */

const root = new URL("../", import.meta.url);
const guide = new URL("docs/security.md", root);

/** Test files by the number of the row their titles begin with. */
export function testsByRow(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const files = readdirSync(new URL("test/", root), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".test.ts"),
  );
  for (const file of files.sort()) {
    const text = readFileSync(new URL(`test/${file}`, root), "utf8");
    const titles = text.matchAll(/["'`]((?:T\d{1,2} ?)+)[ :]/g);
    const rows = new Set([...titles].flatMap(([, numbers = ""]) => numbers.trim().split(" ")));
    for (const row of rows) found.set(row, [...(found.get(row) ?? []), `test/${file}`]);
  }
  return found;
}

/** The guide with the last column of its table as the tests are now. */
export const withTests = (text: string, tests: ReadonlyMap<string, readonly string[]>): string =>
  text.replaceAll(/^(\| (T\d+) \|.*\| )[^|\n]* \|$/gm, (_line, before: string, row: string) => {
    const files = (tests.get(row) ?? []).map((file) => `\`${file}\``);
    return `${before}${files.join(" ")} |`;
  });

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(guide, withTests(readFileSync(guide, "utf8"), testsByRow()));
