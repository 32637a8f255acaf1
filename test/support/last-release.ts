import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { type RunningProcess, startProcess } from "../../demo/parts/processes.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import type { World } from "../../demo/world.ts";
import { buildBot } from "./built-bot.ts";

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** The bot as it was released last, so that it can leave in Redis, Vault and Slack what it really leaves. */
export interface LastRelease {
  /** Starts one half of it in a world, and waits until it is up. */
  start(world: World, half: "ingress" | "worker"): Promise<RunningProcess>;
  remove(): Promise<void>;
}

/** Builds it from the source that `tools/keep-release.ts` keeps, with the packages of today. */
export function buildLastRelease(): LastRelease {
  const source = createTempFolder("last-release");
  const archive = brotliDecompressSync(readFileSync(join(projectFolder, "test/last-release/source.tar.br")));
  execFileSync("tar", ["-x", "-C", source.path], { input: archive });
  symlinkSync(join(projectFolder, "node_modules"), join(source.path, "node_modules"));
  const { entry, remove } = buildBot(source.path);
  return {
    start: async (world, half) => {
      const { roleId, secretId } = world.platform.bot[half];
      const { process: running } = await startProcess({
        name: `the last release's ${half}`,
        command: process.execPath,
        args: [entry, "start", "--only", half],
        env: world.botEnvironment({ VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId.reveal() }),
        cwd: source.path,
        deadlineMs: 60_000,
        readyLine: (line) => line.includes('"the bot is up"') || undefined,
      });
      return running;
    },
    remove: async () => {
      await remove();
      await source.remove();
    },
  };
}
