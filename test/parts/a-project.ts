import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A small project in a folder of its own, with this project's tools and dependencies; gone when the test ends. */
export function aProject(files: { readonly [path: string]: string }, copied: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "profinaut-project-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = (program: string, ...args: readonly string[]): { readonly status: number | null; readonly said: string } => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, CI: "" },
    });
    return { status, said: `${stdout}${stderr}` };
  };
  return {
    run,
    /** Puts every file under git, as the scan looks at nothing else. */
    track: (): void => {
      run("git", "init", "-q");
      run("git", "add", "--all", "--", ":!node_modules");
    },
    runTool: (tool: string, ...args: readonly string[]) =>
      run(process.execPath, "--import", "tsx", join(root, "tools", tool), ...args),
  };
}
