import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const sections = [...read("docs/operations.md").matchAll(/^##+ (.+)$/gm)].map(([, title = ""]) => title);
const locales = readdirSync(new URL("src/locale/", root)).filter((name) => name.endsWith(".ts"));

/** Sections that sentences of a file send their reader to: they stand in the same sentence as the page. */
const namedIn = (file: string): readonly string[] =>
  read(`src/locale/${file}`)
    .split("\n")
    .filter((line) => line.includes("docs/operations.md"))
    .flatMap((line) => [...line.matchAll(/“([^”]+)”/g)].map(([, title = ""]) => title));

describe("sections of docs/operations.md that a sentence names", () => {
  it("are there", () => {
    const named = new Set(locales.flatMap(namedIn));

    expect([...named].sort()).toEqual(expect.arrayContaining(["A backup was put back", "Somebody was in Redis"]));
    expect([...named].filter((title) => !sections.includes(title))).toEqual([]);
  });

  it("are the same in both languages", () => {
    const inLanguage = (language: string): readonly string[] =>
      locales.filter((name) => name.startsWith(language)).flatMap(namedIn);

    expect([...inLanguage("ja-")].sort()).toEqual([...inLanguage("en-")].sort());
  });
});
