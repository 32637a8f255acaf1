import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";

const LockFile = z.object({
  packages: z.record(z.string(), z.object({ version: z.string(), integrity: z.string().optional() })),
});
const { packages } = LockFile.parse(JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")));

/** Named by lefthook for a platform of its own, and in no registry: npm installs nothing in its place. */
const neverPublished = ["node_modules/lefthook-android-arm64"];

// npm leaves it out for packages of other platforms that it did not fetch, and never adds it. Take those entries out of the file and run
// `npm install --package-lock-only` to have them written anew.
it("package-lock.json knows what every package must contain", () => {
  const { "": _own, ...others } = packages;

  expect(Object.keys(others).length).toBeGreaterThan(300);
  const unchecked = Object.entries(others).flatMap(([name, { integrity }]) => (integrity?.startsWith("sha512-") ? [] : [name]));
  expect(unchecked).toEqual(neverPublished);
});
