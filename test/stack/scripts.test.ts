import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { run } from "./command.ts";
import { projectPath, projectText, shellScripts } from "./project-files.ts";

it("every shell script of the stack is looked at", () => {
  const found = ["stack", "vault"].flatMap((folder) =>
    readdirSync(projectPath(folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );

  expect(found.filter((path) => path.endsWith(".sh")).sort()).toEqual([...shellScripts]);
});

it.each(shellScripts)("%s is plain sh, passes shellcheck and can be run", async (path) => {
  const shellcheck = await findOnPath("shellcheck", process.env);
  if (shellcheck === undefined) throw new Error("shellcheck is missing: apt-get install shellcheck");

  const parsed = await run("sh", ["-n", projectPath(path)]);
  const checked = await run(shellcheck, ["--shell=sh", projectPath(path)]);

  expect(projectText(path)).toMatch(/^#!\/bin\/sh\n/);
  expect(projectText(path)).toMatch(/^set -eu$/m);
  expect(parsed).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(checked.stdout).toBe("");
  expect(checked.code).toBe(0);
  expect(statSync(projectPath(path)).mode & 0o111, "executable").not.toBe(0);
});
