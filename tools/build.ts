import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtFromMark, fingerprint } from "./built-from.mjs";

/** `npm run build`: JavaScript in dist/, with the scripts for Redis beside it. `node dist/cli/index.js start` is the bot. */
const from = fingerprint(process.cwd());
rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync("npx", ["tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
for (const path of readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".lua"))) {
  mkdirSync(dirname(join("dist", path)), { recursive: true });
  copyFileSync(join("src", path), join("dist", path));
}
// Last: what was not built to its end is built again.
writeFileSync(builtFromMark, from ?? "");
