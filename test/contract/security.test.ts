import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { testsByRow, withTests } from "../../tools/security-tests.ts";

const guide = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
const rows = [...guide.matchAll(/^\| (T\d+) \|/gm)].map(([, row = ""]) => row);
const proven = testsByRow();

describe("docs/security.md", () => {
  it("has a row for every number a test claims to prove", () => {
    expect(rows.length).toBeGreaterThanOrEqual(17);
    expect(rows).toEqual(expect.arrayContaining([...proven.keys()]));
  });

  it("has each row once, and no marks of a merge that was left half-way", () => {
    expect(rows).toEqual([...new Set(rows)]);
    expect(guide).not.toMatch(/^(?:<{7}|={7}|>{7})/m);
  });

  it.each(rows)("has tests for %s", (row) => {
    expect(proven.get(row)?.length).toBeGreaterThan(0);
  });

  it("names the tests of each row (npx tsx tools/security-tests.ts)", () => {
    expect(guide).toBe(withTests(guide, proven));
  });

  it("would show a test that is named and gone, or there and not named", () => {
    const line = "| T1 | forged | verified | `test/gone.test.ts` |";

    expect(withTests(line, new Map([["T1", ["test/a.test.ts", "test/b.test.ts"]]]))).toBe(
      "| T1 | forged | verified | `test/a.test.ts` `test/b.test.ts` |",
    );
  });
});
