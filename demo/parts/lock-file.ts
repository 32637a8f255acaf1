import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

export interface LockFile {
  release(): Promise<void>;
}

const heartbeatMs = 5_000;
const deadAfterMs = 60_000;

/**
 * Creates the file and keeps it young until `release()`. Whoever finds it waits, unless its owner is dead: gone from
 * this machine, or silent for a minute (another machine sharing the folder, or a reused process id).
 *
 * Two waiters that find the same dead owner in the same moment may both get in, so what the lock guards must be safe
 * to do twice.
 * @throws Error naming the file when the deadline passes
 */
export async function acquireLockFile(
  path: string,
  options: { readonly deadlineMs: number; readonly onWait?: () => void },
): Promise<LockFile> {
  const owner = JSON.stringify({ host: hostname(), pid: process.pid });
  const giveUpAt = Date.now() + options.deadlineMs;
  for (let waited = false; ; waited = true) {
    if (await create(path, owner)) break;
    if (await ownerIsDead(path)) {
      await rm(path, { force: true });
      continue;
    }
    if (Date.now() > giveUpAt) throw new Error(`${path} has been held for too long; remove it if nothing is running`);
    if (!waited) options.onWait?.();
    await sleep(200);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, heartbeatMs);
  heartbeat.unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      await rm(path, { force: true });
    },
  };
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    await writeFile(path, owner, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function ownerIsDead(path: string): Promise<boolean> {
  try {
    const silentForMs = Date.now() - (await stat(path)).mtimeMs;
    if (silentForMs > deadAfterMs) return true;
    const owner: unknown = JSON.parse(await readFile(path, "utf8"));
    if (!(owner instanceof Object && "pid" in owner && "host" in owner)) return false;
    return owner.host === hostname() && typeof owner.pid === "number" && !isAlive(owner.pid);
  } catch {
    // Released, or not written to the end yet: ask again.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
