import { copyFileSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The bot and all it needs in a few files of JavaScript: it starts in a fifth of the time that `npm start` takes, which counts where
 * it is killed again and again. What `npm start` and `npm run build` make of it is started by the tests of the demo, of `start` and of the build.
 * @param source a checkout of the project, with its node_modules
 */
export function buildBot(source = projectFolder): { readonly entry: string; remove(): Promise<void> } {
  const folder = createTempFolder("built-bot");
  const dist = join(folder.path, "dist");
  const shipped: readonly string[] = JSON.parse(readFileSync(join(source, "package.json"), "utf8")).files;
  for (const shared of [
    "package.json",
    "node_modules",
    ...shipped.filter((name) => name !== "dist" && !name.startsWith("tools/")),
  ])
    symlinkSync(join(source, shared), join(folder.path, shared));
  buildSync({
    entryPoints: [join(source, "src/cli/index.ts")],
    outdir: dist,
    // All beside each other, as deep as `src/`: that is where they look for what is shipped with them.
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    // What is written for CommonJS asks for it.
    banner: { js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);' },
  });
  const scripts = join(source, "src/redis");
  for (const name of readdirSync(scripts)) if (name.endsWith(".lua")) copyFileSync(join(scripts, name), join(dist, name));
  return { entry: join(dist, "index.js"), remove: folder.remove };
}
