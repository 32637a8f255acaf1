import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

/** Blocks of CONTRIBUTING that begin with the path they quote. */
const quotes = [...read("CONTRIBUTING.md").matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, path = "", code = ""]) => ({
  path,
  code: code.trimEnd(),
}));

describe("the walk-through in CONTRIBUTING", () => {
  it("quotes the code", () => {
    expect(quotes.length).toBeGreaterThanOrEqual(6);
  });

  it.each(quotes)("quotes $path as it is", ({ path, code }) => {
    expect(read(path)).toContain(code);
  });
});
