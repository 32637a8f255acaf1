import { copyFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { buildSync } from "esbuild";

/**
 * The bot and all it needs, in a few files of JavaScript, with the scripts for Redis beside them: `<out>/index.js`. All lie as deep as
 * what is in `src/` itself, as that is where they look for what is shipped with them.
 * @param root a checkout of the project, with its node_modules
 * @throws Error when something does not parse or is not there; esbuild has said what
 */
export function bundle(root: string, out: string): void {
  const sources = join(root, "src");
  buildSync({
    absWorkingDir: root,
    entryPoints: [join(sources, "cli/index.ts")],
    outdir: out,
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    sourcemap: "linked",
    sourcesContent: false,
    // What is written for CommonJS asks for it.
    banner: { js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);' },
  });
  for (const path of readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".lua")))
    copyFileSync(join(sources, path), join(out, basename(path)));
}
