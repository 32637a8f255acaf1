import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const page = read("docs/architecture.md");

const arrows = [...page.matchAll(/^\s+(src\/\S+\.ts) --> (src\/\S+\.ts)$/gm)].map(([, from = "", to = ""]) => ({ from, to }));

const importsOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/from "(\.[^"]+)"/g)].map(([, to = ""]) => join(dirname(path), to));

describe("docs/architecture.md", () => {
  it("draws no arrow that is no import", () => {
    expect(arrows.length).toBeGreaterThan(20);
    expect(arrows.filter(({ from }) => !existsSync(join(root, from)))).toEqual([]);
    expect(arrows.filter(({ from, to }) => !importsOf(from).includes(to))).toEqual([]);
  });

  it("names every folder in the table of where a line belongs, and none that is not there", () => {
    const table = page.slice(page.indexOf("## Where a line of code belongs"));
    const named = new Set([...table.matchAll(/`(src\/[a-z-]+)`/g)].map(([, folder = ""]) => folder));
    const layers = [...read("test/layer-rules.ts").matchAll(/^ {2}layer\("([a-z-]+)"/gm)].map(([, layer = ""]) => `src/${layer}`);

    expect([...named].filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
    expect(layers.filter((layer) => !named.has(layer))).toEqual([]);
  });
});
