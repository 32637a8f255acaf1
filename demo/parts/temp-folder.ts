import { mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchdog } from "./watchdog.ts";

export interface TempFolder {
  /** Absolute, outside the repository, readable by this user alone. */
  readonly path: string;
  /** Idempotent. */
  remove(): Promise<void>;
}

/** A new folder that goes with `remove()`, or with this process if that is never called. */
export function createTempFolder(purpose: string): TempFolder {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `profinaut-${purpose}-`));
  watchdog.addFolder(path);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
