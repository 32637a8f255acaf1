import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { acquireLockFile, type LockFile } from "./parts/lock-file.ts";
import { watchdog } from "./parts/watchdog.ts";

export interface OwnFolder {
  /** `.demo`, or `.demo-2` while another demo has that. */
  readonly name: string;
  readonly path: string;
  /** Idempotent. */
  remove(): Promise<void>;
}

const atMost = 20;

/** The first of `.demo`, `.demo-2`, … that no living demo has; it goes with this process. @throws Error when all are taken */
export async function takeOwnFolder(root: string): Promise<OwnFolder> {
  for (let number = 1; number <= atMost; number += 1) {
    const name = number === 1 ? ".demo" : `.demo-${number}`;
    const path = join(root, name);
    const lock = await lockIn(path);
    if (lock === undefined) continue;
    watchdog.addFolder(path);
    return {
      name,
      path,
      remove: async () => {
        await lock.release();
        await rm(path, { recursive: true, force: true });
      },
    };
  }
  throw new Error(`There are ${atMost} demos running already. Stop one with Ctrl-C.`);
}

/** `undefined` when a living demo holds it. */
async function lockIn(folder: string): Promise<LockFile | undefined> {
  for (;;) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await acquireLockFile(join(folder, "lock"), { deadlineMs: 0 });
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) return undefined;
      if (error.code !== "ENOENT") throw error; // its last owner removed the folder just now
    }
  }
}
