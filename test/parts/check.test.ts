import { describe, expect, it } from "vitest";
import { aProject } from "./a-project.ts";

const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, noEmit: true, module: "NodeNext", target: "ES2023", types: [], skipLibCheck: true },
  include: ["src"],
});
const packages = JSON.stringify({ name: "small", version: "1.0.0", private: true, type: "module" });
const lock = JSON.stringify({
  name: "small",
  version: "1.0.0",
  lockfileVersion: 3,
  requires: true,
  packages: { "": { name: "small", version: "1.0.0" } },
});
const biome = JSON.stringify({ formatter: { indentStyle: "space" } });
const vitestConfig = `export default {
  test: {
    coverage: { provider: "v8", include: ["src/**"], thresholds: { branches: 100 } },
    projects: [{ test: { name: "unit", include: ["test/**"] } }],
  },
};
`;

const sound = {
  "package.json": packages,
  "package-lock.json": lock,
  "tsconfig.json": tsconfig,
  "biome.json": biome,
  "knip.json": JSON.stringify({ entry: ["src/main.ts"], project: ["src/**/*.ts"] }),
  "src/main.ts": "console.log(1);\n",
};
const tested = {
  ...sound,
  "vitest.config.js": vitestConfig,
  "src/rule.js": "export const rule = (a) => (a ? 1 : 2);\n",
};
const test = (body: string): string =>
  `import { expect, it } from "vitest";\nimport { rule } from "../src/rule.js";\nit("is", () => {\n${body}\n});\n`;

describe("npm run check", { timeout: 240_000 }, () => {
  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    [
      "format and lint",
      { ...sound, "biome.json": biome, "package.json": `${packages}\n` },
      { "src/main.ts": "console.log( 1 )" },
    ],
    ["types", sound, { "src/main.ts": 'export const count: number = "one";\n' }],
    ["dead code", sound, { "src/nobody.ts": "export const nobody = 1;\n" }],
    [
      "rules covered",
      { ...tested, "test/a.test.js": test("expect([rule(true), rule(false)]).toEqual([1, 2]);") },
      { "test/a.test.js": test("expect(rule(true)).toBe(1);") },
    ],
    ["installable", sound, { "package.json": packages.replace("}", ',"dependencies":{"left-out":"1.0.0"}}') }],
    ["published", sound, { "src/main.ts": `// ${"hv"}s.${"A1b2C3d4".repeat(5)}\n` }],
  ])("(%s) passes a sound project, and stops at one that is not", (name, good, mistake) => {
    const [before, after] = [aProject(good), aProject({ ...good, ...mistake })];
    for (const project of [before, after]) project.track();
    if (name === "format and lint")
      for (const project of [before, after])
        project.run(
          "npx",
          "biome",
          "check",
          "--write",
          "package.json",
          "biome.json",
          "knip.json",
          "tsconfig.json",
          "package-lock.json",
        );

    const [passed, stopped] = [before.runTool("check.ts", name), after.runTool("check.ts", name)];

    expect(passed.said).toMatch(/^✔ .* \(\d+\.\d s\)/m);
    expect(passed.status).toBe(0);
    expect(stopped.said).toMatch(/^✘ .* \(\d+\.\d s\)\n {4}\S/m);
    expect(stopped.status).toBe(1);
  });

  it("does not take a folder in which it sees nothing for a sound one", () => {
    const { status, said } = aProject({}).runTool("check.ts", "published");

    expect({ status, said }).toEqual({ status: 1, said: expect.stringContaining("git lists no files") });
  });
});
