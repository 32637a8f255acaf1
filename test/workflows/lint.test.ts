import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { filled } from "../../src/domain/workflow-template.ts";
import { run } from "../stack/command.ts";
import { projectPath } from "../stack/project-files.ts";
import { someNames, templates, workflows } from "./templates.ts";

const folder = createTempFolder("workflow-lint");
const actionlint = join(folder.path, "actionlint");
let shellcheck = "";

beforeAll(async () => {
  const [go, shell] = [await findOnPath("go", process.env), await findOnPath("shellcheck", process.env)];
  if (go === undefined) throw new Error("go is missing: install Go 1.25.8 or newer, which builds tools/workflow-check");
  if (shell === undefined) throw new Error("shellcheck is missing: apt-get install shellcheck");
  shellcheck = shell;
  const args = ["build", "-buildvcs=false", "-trimpath", "-o", actionlint, "github.com/rhysd/actionlint/cmd/actionlint"];
  const built = await run(go, args, { cwd: projectPath("tools/workflow-check") });
  if (built.code !== 0) throw new Error(`tools/workflow-check could not be built: ${built.stderr.slice(-2000)}`);
  for (const template of templates) {
    const path = join(folder.path, template.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, filled(template, someNames));
  }
});
afterAll(() => folder.remove());

const lint = (path: string) =>
  run(actionlint, ["-no-color", `-shellcheck=${shellcheck}`, "-pyflakes=", path], { cwd: folder.path });

describe("actionlint, with shellcheck for the scripts, says nothing of", () => {
  it.each(workflows)("$path", async ({ path }) => {
    expect(await lint(path)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("the canary, which people copy", async () => {
    const path = ".github/workflows/profinaut-canary.yml";
    writeFileSync(join(folder.path, path), readFileSync(projectPath("github/canary/profinaut-canary.yml"), "utf8"));

    expect(await lint(path)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("what it would object to, it does", async () => {
    const broken = ".github/workflows/broken.yml";
    const lines = [
      "on: push",
      "jobs:",
      "  a:",
      "    runs-on: ubuntu-24.04",
      "    steps:",
      "      - run: echo $UNQUOTED",
      "        oops: 1",
    ];
    writeFileSync(join(folder.path, broken), lines.join("\n"));

    const { code, stdout } = await lint(broken);

    expect(code).toBe(1);
    expect(stdout).toContain('unexpected key "oops"');
    expect(stdout).toContain("SC2086");
  });
});

it("shellcheck says nothing of what the scripts share", async () => {
  const checked = await run(shellcheck, ["--severity=style", join(folder.path, ".github/profinaut/vault.sh")]);

  expect(checked).toEqual({ code: 0, stdout: "", stderr: "" });
});
