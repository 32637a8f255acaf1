import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";

const sources = join(import.meta.dirname, "../../src");
const files = readdirSync(sources, { recursive: true, encoding: "utf8" });

/** Each with the places that it names by its own. */
const named = files
  .filter((path) => path.endsWith(".ts"))
  .flatMap((path) =>
    [...readFileSync(join(sources, path), "utf8").matchAll(/new URL\(["`]([^"`]+)["`], import\.meta\.url\)/g)].map(
      ([, place = ""]) => ({ path, place }),
    ),
  );

// `npm run build` puts all of it into one folder (docs/adr/0023).
it("only src/wiring/shipped.ts looks for what is shipped, and scripts for Redis lie beside who asks for them", () => {
  expect(named.map(({ path }) => path)).toContain("redis/scripts.ts");
  for (const { path, place } of named)
    expect(place, `${path} asks for ${place}`).toMatch(path === "wiring/shipped.ts" ? /^\.\/$/ : /^\.\/[^/]+\.lua$/);
});

it("no two scripts for Redis have the same name", () => {
  const scripts = files.filter((path) => path.endsWith(".lua")).map((path) => basename(path));

  expect(scripts.length).toBeGreaterThan(5);
  expect(new Set(scripts).size).toBe(scripts.length);
});
