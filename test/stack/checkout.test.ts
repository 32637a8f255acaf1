import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { run, runAsInit } from "./command.ts";
import { projectPath } from "./project-files.ts";

const script = projectPath("stack/init/find-unreadable.sh");
const find = (folder: string) => runAsInit(script, [folder]);
let checkout: TempFolder;
beforeEach(async () => {
  checkout = createTempFolder("checkout");
  await chmod(checkout.path, 0o755);
});
afterEach(() => checkout.remove());

it("a checkout made under umask 077 is refused, and is not after the command that is named", async () => {
  const files = "git archive HEAD vault stack | tar -x --no-same-permissions -C";
  const made = await run("sh", ["-c", `umask 077; ${files} "$1"`, "sh", checkout.path], { cwd: projectPath(".") });
  expect(made).toMatchObject({ code: 0, stderr: "" });

  const refused = await find(checkout.path);
  const [, command = ""] = /^ {2}(chmod .+)$/m.exec(refused.stderr) ?? [];
  await run("sh", ["-c", command], { cwd: checkout.path });

  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(join(checkout.path, "vault"));
  expect(refused.stderr.split("\n").length).toBeLessThan(10);
  expect(await find(checkout.path)).toEqual({ code: 0, stdout: "", stderr: "" });
});

it.each([
  ["a file for its group alone", 0o640, 0o755, 1],
  ["a folder for its owner alone", 0o644, 0o700, 1],
  ["a folder that may be listed and not entered", 0o644, 0o754, 1],
  ["a script that others may read and not run, as sh wants no more", 0o744, 0o755, 0],
  ["what git makes under umask 022", 0o644, 0o755, 0],
])("%s", async (_, fileMode, folderMode, code) => {
  const folder = join(checkout.path, "config");
  await mkdir(folder);
  await writeFile(join(folder, "vault.hcl"), "");
  await chmod(join(folder, "vault.hcl"), fileMode);
  await chmod(folder, folderMode);

  expect((await find(checkout.path)).code).toBe(code);
});
