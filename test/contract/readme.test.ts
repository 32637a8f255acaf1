import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { catalogueOf } from "../../src/app/catalogue.ts";
import { operations } from "../../src/operations/index.ts";
import { queries } from "../../src/queries/index.ts";
import { withCommandTable } from "../../tools/readme-commands.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const readme = read("README.md");

describe("the README", () => {
  it("lists exactly the commands there are (npx tsx tools/readme-commands.ts)", () => {
    expect(withCommandTable(readme)).toBe(readme);
    for (const { name } of catalogueOf(operations, queries)) expect(readme).toContain(`| \`${name}`);
  });

  it("names scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const named = [...readme.matchAll(/npm run ([a-z-]+)/g)].map(([, name = ""]) => name);

    expect(named.length).toBeGreaterThan(2);
    for (const name of [...named, "test", "start"]) expect(scripts, name).toHaveProperty(name);
  });

  const links = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/operations.md",
    "docs/security.md",
    "docs/performance.md",
    "docs/stack.md",
  ].flatMap((file) => [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) => ({ file, target })));

  it.each(links)("$file links to $target, which is there", ({ file, target }) => {
    expect(existsSync(fileURLToPath(new URL(target, new URL(file, root))))).toBe(true);
  });
});
