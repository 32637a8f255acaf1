import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { acquireLockFile } from "../../demo/parts/lock-file.ts";
import { run } from "../stack/command.ts";

const buildDeadlineMs = 40 * 60 * 1000;

/**
 * The folder of every `tool` of `tools/<name>/go.mod`, built once with Go into `~/.cache/profinaut`. Two that want it at once wait for each other.
 * @throws Error with the last lines of a build that failed
 */
export async function findGoTools(name: string, progress: (sentence: string) => void = console.log): Promise<string> {
  const sources = fileURLToPath(new URL(`../../tools/${name}/`, import.meta.url));
  const hash = createHash("sha256").update(process.arch);
  for (const file of readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(go|mod|sum)$/.test(path))
    .sort())
    hash.update(`${file}\n`).update(readFileSync(join(sources, file)));
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "profinaut");
  const folder = join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const lock = await acquireLockFile(`${folder}.lock`, { deadlineMs: buildDeadlineMs });
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    if (existsSync(folder)) return folder;
    progress(`Building what tools/${name} pins, once: its README.md says how long that takes ...`);
    // One after the other: built together they want several gigabytes of memory.
    for (const tool of await toolsOf(sources)) {
      const args = ["build", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w", "-o", `${unfinished}/`, tool];
      const built = await run("go", args, { cwd: sources, env: { ...process.env, CGO_ENABLED: "0" } });
      if (built.code !== 0) throw new Error(`${tool} could not be built from tools/${name}:\n${built.stderr.slice(-2000)}`);
    }
    await rename(unfinished, folder);
    return folder;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await lock.release();
  }
}

async function toolsOf(sources: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await run("go", ["list", "tool"], { cwd: sources });
  if (code !== 0) throw new Error(`go list tool, in ${sources}: ${stderr}`);
  return stdout.trim().split("\n");
}
