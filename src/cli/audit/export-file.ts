import { existsSync } from "node:fs";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-export.exists": { path: string };
    "audit-export.cannot-write": { path: string; reason: string };
  }
}

export interface ExportFile {
  write(text: string): Promise<boolean>;
  /** Only now does it have its name: whatever bears it is whole. @throws InputError when there is one meanwhile */
  finish(): Promise<void>;
  /** Removes what was not finished. Idempotent. */
  abandon(): Promise<void>;
}

/** A file for this user alone, under another name until it is whole. @throws InputError when it cannot be, or exists and may not be replaced */
export async function createExportFile(path: string, { isForced }: { readonly isForced: boolean }): Promise<ExportFile> {
  if (!isForced && existsSync(path)) throw exists(path);
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.unfinished`);
  const file: FileHandle = await open(unfinished, "wx", 0o600).catch(failed(path));
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await file.close();
    isOpen = false;
  };
  return {
    write: async (text) => {
      await file.writeFile(text).catch(failed(path));
      return true;
    },
    finish: async () => {
      await file.sync().catch(failed(path));
      await close();
      // A link never replaces; some file systems have none, and are looked at once more instead.
      if (isForced) await rename(unfinished, path).catch(failed(path));
      else
        await link(unfinished, path).catch((error) =>
          isTaken(error) || existsSync(path) ? failed(path)(error) : rename(unfinished, path),
        );
      await rm(unfinished, { force: true });
    },
    abandon: async () => {
      await close();
      await rm(unfinished, { force: true });
    },
  };
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN");
const isTaken = (error: unknown): boolean => codeOf(error) === "EEXIST";
const exists = (path: string) => new InputError("audit-export.exists", say("audit-export.exists", { path }));

const failed =
  (path: string) =>
  (error: unknown): never => {
    if (isTaken(error)) throw exists(path);
    throw new InputError("audit-export.cannot-write", say("audit-export.cannot-write", { path, reason: codeOf(error) }));
  };
