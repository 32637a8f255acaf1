import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { aProject } from "./a-project.ts";

const tool = (name: string): string => fileURLToPath(new URL(`../../tools/${name}`, import.meta.url));
const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

describe("npm run build", { timeout: 240_000 }, () => {
  it("makes a command that runs without any package, with the scripts for Redis and what vault/ declares beside it", () => {
    const copied = ["src", "vault", "package.json", "tsconfig.json"];
    const project = aProject({ "dist/left-over.js": "" }, copied);

    const built = project.runTool("build.ts");

    project.run("rm", "node_modules");
    const run = project.run(process.execPath, "dist/index.js", "--version");
    const nowhere = ["VAULT_ADDR=https://127.0.0.1:1", "VAULT_TOKEN=a-token"];
    const bootstrap = project.run("env", ...nowhere, process.execPath, "dist/index.js", "bootstrap", "--check");
    const files = project.run("ls", "dist/redis", "dist").said.split("\n");
    expect(built.status).toBe(0);
    expect(run).toEqual({ status: 0, said: `${version}\n` });
    // It got as far as Vault: what vault/ declares was found and understood.
    expect(bootstrap).toMatchObject({ status: 1, said: expect.stringContaining("cannot be reached") });
    expect(files).toEqual(expect.arrayContaining(["save.lua", "trail.lua", "index.js"]));
    expect(files).not.toContain("left-over.js");
  });

  it("says what is wrong where something is not there, and leaves what was built before", () => {
    const project = aProject({ "src/cli/index.ts": 'import "./gone.ts";\n', "dist/index.js": 'console.log("before");\n' });

    const built = project.runTool("build.ts");

    expect(built.status).toBe(1);
    expect(built.said).toContain("src/cli/index.ts");
    expect(project.run(process.execPath, "dist/index.js").said).toBe("before\n");
    expect(project.run("ls", "-A").said.split("\n")).toEqual(["dist", "node_modules", "src", ""]);
  });

  it("may be done by several at once", () => {
    const sources = { "src/cli/index.ts": 'console.log("built");\n', "package-lock.json": "{}" };
    const project = aProject(sources);

    const built = project.run("sh", "-c", `for _ in 1 2 3; do ${process.execPath} --import tsx ${tool("build.ts")} & done; wait`);

    expect(built.said).not.toContain("Nothing was built");
    expect(project.run(process.execPath, "dist/index.js").said).toBe("built\n");
  });
});
