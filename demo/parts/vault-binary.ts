import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findOnPath } from "./find-on-path.ts";
import { acquireLockFile } from "./lock-file.ts";
import { spawnProcess } from "./processes.ts";

export interface VaultBinary {
  readonly path: string;
  /** `command`: the `vault` or `bao` people install; `server`: what tools/vault-server builds, with its own flags. */
  readonly kind: "command" | "server";
}

export interface VaultBinaryOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Told in whole sentences what takes long. Default: standard error. */
  readonly progress?: (sentence: string) => void;
  /** `server`: the one built from tools/vault-server, also where another is installed. */
  readonly kind?: "server";
}

const sources = fileURLToPath(new URL("../../tools/vault-server/", import.meta.url));
const buildDeadlineMs = 20 * 60 * 1000;
const progressEveryMs = 20_000;

/**
 * A Vault server to run: `VAULT_BIN`, else `vault` or `bao` on the PATH, else the one built from tools/vault-server
 * before, else built now with Go (about two minutes). Two builds at once wait for each other.
 * @throws Error that says how to get one, or holds the last lines of a failed build
 */
export async function findVaultBinary(options: VaultBinaryOptions = {}): Promise<VaultBinary> {
  const env = options.env ?? process.env;
  const progress = options.progress ?? ((sentence) => process.stderr.write(`${sentence}\n`));
  if (options.kind !== "server") {
    const named = env["VAULT_BIN"];
    if (named !== undefined && named !== "") {
      if (!existsSync(named)) throw new Error(`VAULT_BIN is set to ${named}, and there is no such file`);
      return { path: named, kind: await kindOf(named, env) };
    }
    const installed = (await findOnPath("vault", env)) ?? (await findOnPath("bao", env));
    if (installed !== undefined) return { path: installed, kind: await kindOf(installed, env) };
  }

  const folder = join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "profinaut");
  const path = join(folder, `vault-server-${await sourcesHash()}`);
  if (!existsSync(path)) await build(path, folder, env, progress);
  return { path, kind: "server" };
}

// The commands print their version; the built server knows only flags and refuses the word.
async function kindOf(path: string, env: NodeJS.ProcessEnv): Promise<VaultBinary["kind"]> {
  const asked = await spawnProcess({ name: path, command: path, args: ["version"], env });
  const { code } = await asked.exited;
  return code === 0 ? "command" : "server";
}

async function sourcesHash(): Promise<string> {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  const entries = await readdir(sources, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".md"));
  for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
    hash.update(`${relative(sources, path).split(sep).join("/")}\n`).update(await readFile(path));
  }
  return hash.digest("hex").slice(0, 16);
}

async function build(path: string, folder: string, env: NodeJS.ProcessEnv, progress: (sentence: string) => void): Promise<void> {
  const go = await findOnPath("go", env);
  if (go === undefined) {
    throw new Error(
      "There is no Vault server to run. Do one of these: put `vault` or `bao` on the PATH; set VAULT_BIN to such a binary; " +
        "or install Go 1.25.8 or newer, and it is built from tools/vault-server (about two minutes, once).",
    );
  }
  await mkdir(folder, { recursive: true });
  const lock = await acquireLockFile(`${path}.lock`, {
    deadlineMs: buildDeadlineMs,
    onWait: () => progress("Waiting for another process that is building the Vault server (about two minutes, once) ..."),
  });
  const unfinished = `${path}.unfinished`;
  try {
    if (existsSync(path)) return;
    progress("Building the Vault server from tools/vault-server: about two minutes, once ...");
    await goBuild(go, unfinished, env, progress);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
    await lock.release();
  }
}

async function goBuild(go: string, output: string, env: NodeJS.ProcessEnv, progress: (sentence: string) => void): Promise<void> {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const compiler = await spawnProcess({
    name: "go build",
    command: go,
    args: ["build", "-trimpath", "-ldflags", "-s -w", "-o", output, "."],
    cwd: sources,
    env: { ...env, CGO_ENABLED: "0" },
  });
  const waiting = new AbortController();
  try {
    for (;;) {
      const tick = sleep(progressEveryMs, null, { signal: waiting.signal });
      const exit = await Promise.race([compiler.exited, tick]);
      if (exit !== null) {
        if (exit.code === 0) break;
        const lines = compiler.lines().slice(-20).join("\n");
        throw new Error(`The Vault server could not be built from tools/vault-server. The last lines of \`go build\`:\n${lines}`);
      }
      if (Date.now() - startedAt > buildDeadlineMs) throw new Error(`\`go build\` has not ended after ${seconds()}`);
      progress(`Still building the Vault server (${seconds()}) ...`);
    }
    progress(`Built the Vault server in ${seconds()}.`);
  } finally {
    waiting.abort();
    await compiler.stop();
  }
}
