import { homedir } from "node:os";
import { join } from "node:path";

/** The lines of an input. */
export const lines = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? "").split("\n").filter((line) => line !== "");

/** Each path with where it is kept: by its place in the list, because act's folders have other names each time. */
export const paths = (key) =>
  lines("path").map((path, index) => ({
    path: path.replace(/^~(?=\/)/, homedir()),
    kept: join(process.env.CACHES, key, String(index)),
  }));
