import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ConflictError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { InstalledPackages } from "../ports/installed-packages.ts";
import { shipped } from "./shipped.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.versions.no-list": NoParams;
  }
}

/** What npm notes when it installs: https://docs.npmjs.com/cli/configuring-npm/package-lock-json#hidden-lockfiles */
const HiddenLockfile = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional() })),
});

/** Every package below `node_modules`, with the version that is there. */
export const createInstalledPackages =
  (lockfile: URL = shipped("node_modules/.package-lock.json")): InstalledPackages =>
  async () => {
    const parsed = HiddenLockfile.safeParse(await contentOf(lockfile));
    if (!parsed.success) throw new ConflictError("installed.no-list", say("checked.versions.no-list", {}));
    return Object.entries(parsed.data.packages).flatMap(([path, { version }]) => {
      const name = path.split("node_modules/").at(-1);
      return name === undefined || version === undefined ? [] : [{ name, version }];
    });
  };

async function contentOf(file: URL): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
