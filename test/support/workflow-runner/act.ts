import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { acquireLockFile } from "../../../demo/parts/lock-file.ts";
import { run } from "../../stack/command.ts";

const sources = fileURLToPath(new URL("../../../tools/workflow-run/", import.meta.url));

/** Path of act, as tools/workflow-run pins it; built once with Go. @throws Error with the last lines of a build that failed */
export async function findAct(): Promise<string> {
  const hash = createHash("sha256").update(`${process.arch} ${readFileSync(join(sources, "go.mod"), "utf8")}`);
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "profinaut");
  const path = join(cache, `act-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  const lock = await acquireLockFile(`${path}.lock`, { deadlineMs: 20 * 60 * 1000 });
  try {
    if (existsSync(path)) return path;
    console.log("Building act from tools/workflow-run: about two minutes, once ...");
    const args = [
      "build",
      "-buildvcs=false",
      "-trimpath",
      "-ldflags",
      "-s -w",
      "-o",
      `${path}.unfinished`,
      "github.com/nektos/act",
    ];
    const built = await run("go", args, { cwd: sources, env: { ...process.env, CGO_ENABLED: "0" } });
    if (built.code !== 0) throw new Error(`act could not be built from tools/workflow-run:\n${built.stderr.slice(-2000)}`);
    await rename(`${path}.unfinished`, path);
    return path;
  } finally {
    await lock.release();
  }
}
