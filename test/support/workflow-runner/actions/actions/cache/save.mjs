import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { lines, paths } from "./paths.mjs";

const [key] = lines("key");
if (process.env.STATE_exact !== "true") {
  mkdirSync(join(process.env.CACHES, key));
  for (const { path, kept } of paths(key)) if (existsSync(path)) cpSync(path, kept, { recursive: true });
  console.log(`Kept ${key}`);
}
