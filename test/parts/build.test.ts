import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { aProject } from "./a-project.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

describe("npm run build", { timeout: 240_000 }, () => {
  it("makes a command that runs without TypeScript, with the scripts for Redis and what vault/ declares beside it", () => {
    const copied = ["src", "vault", "package.json", "tsconfig.json", "tsconfig.build.json"];
    const project = aProject({ "dist/left-over.js": "" }, copied);

    const built = project.runTool("build.ts");

    const run = project.run(process.execPath, "dist/cli/index.js", "--version");
    const nowhere = ["VAULT_ADDR=https://127.0.0.1:1", "VAULT_TOKEN=a-token"];
    const bootstrap = project.run("env", ...nowhere, process.execPath, "dist/cli/index.js", "bootstrap", "--check");
    const files = project.run("ls", "dist/redis", "dist").said.split("\n");
    expect(built.status).toBe(0);
    expect(run).toEqual({ status: 0, said: `${version}\n` });
    // It got as far as Vault: what vault/ declares was found and understood.
    expect(bootstrap).toMatchObject({ status: 1, said: expect.stringContaining("cannot be reached") });
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
