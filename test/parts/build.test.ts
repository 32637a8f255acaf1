import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { aProject } from "./a-project.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

describe("npm run build", { timeout: 240_000 }, () => {
  it("makes a command that runs without TypeScript, with the scripts for Redis beside it", () => {
    const project = aProject({ "dist/left-over.js": "" }, ["src", "package.json", "tsconfig.json", "tsconfig.build.json"]);

    const built = project.runTool("build.ts");

    const run = project.run(process.execPath, "dist/cli/index.js", "--version");
    const files = project.run("ls", "dist/redis", "dist").said.split("\n");
    expect(built.status).toBe(0);
    expect(run).toEqual({ status: 0, said: `${version}\n` });
    expect(files).toEqual(expect.arrayContaining(["save.lua", "trail.lua", "request-store.js", "main.js"]));
    expect(files).not.toContain("left-over.js");
  });

  it("says what is wrong and stops where the types are wrong", () => {
    const project = aProject({ "src/odd.ts": 'export const odd: number = "x";\n' }, ["tsconfig.json", "tsconfig.build.json"]);

    const built = project.runTool("build.ts");

    expect(built.status).not.toBe(0);
    expect(built.said).toContain("src/odd.ts");
  });
});
