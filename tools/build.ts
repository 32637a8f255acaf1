import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtFrom, builtFromMark, fingerprint } from "./built-from.mjs";
import { bundle } from "./bundle.ts";

/**
 * `npm run build`: what runs in production, in dist/. `node dist/index.js start` is the bot. It looks at no types; `npm run check` does.
 * It is made beside dist/ and takes its place whole, as several processes may be started, and find that they must build, at once.
 */
const root = process.cwd();
const [made, dist] = [join(root, `.dist-${process.pid}`), join(root, "dist")];
const [from, before] = [fingerprint(root), builtFrom(root)];
const isThereMeanwhile = (): boolean => before !== from && builtFrom(root) === from;
try {
  bundle(root, made);
  writeFileSync(join(made, builtFromMark), from ?? "");
  if (!isThereMeanwhile()) {
    rmSync(dist, { recursive: true, force: true });
    renameSync(made, dist);
  }
} catch (error) {
  if (!isThereMeanwhile()) {
    console.error(`Nothing was built: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(made, { recursive: true, force: true });
}
