import { type EntryPath, isStaging } from "./entry-path.ts";

/** Where keys that sign releases live, by the path alone: `release`, `release/next`, and the same of staging. */
export const isSigningKeyPath = (path: EntryPath): boolean => path.split("/")[isStaging(path) ? 1 : 0] === "release";
