import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { lines, paths } from "./paths.mjs";

const { CACHES, GITHUB_STATE } = process.env;
const [key] = lines("key");
const age = (name) => -statSync(join(CACHES, name)).mtimeMs;
const newest = readdirSync(CACHES).sort((one, other) => age(one) - age(other));
const starts = [key, ...lines("restore-keys")];
const found = starts.map((start) => newest.find((name) => name.startsWith(start))).find((name) => name !== undefined);
if (found === undefined) console.log(`Nothing is kept for ${key}`);
else {
  for (const { path, kept } of paths(found)) {
    if (!existsSync(kept)) continue;
    mkdirSync(dirname(path), { recursive: true });
    cpSync(kept, path, { recursive: true });
  }
  console.log(`Restored ${found}`);
}
if (found === key) appendFileSync(GITHUB_STATE, "exact=true\n");
