import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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
it("what is shipped is asked for from src/ itself, and scripts for Redis from beside them, where a build has them too", () => {
  expect(named.length).toBeGreaterThan(3);
  for (const { path, place } of named)
    expect(place.startsWith("./") ? place : dirname(path), `${path} asks for ${place}`).toMatch(/^(?:\.|\.\/[^/]+\.lua)$/);
});

it("no two scripts for Redis have the same name", () => {
  const scripts = files.filter((path) => path.endsWith(".lua")).map((path) => basename(path));

  expect(scripts.length).toBeGreaterThan(5);
  expect(new Set(scripts).size).toBe(scripts.length);
});
