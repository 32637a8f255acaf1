import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { bundle } from "../../tools/bundle.ts";

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What `npm run build` makes, in a folder of its own, so that nobody who builds meanwhile takes it away from a test.
 * @param source a checkout of the project, with its node_modules
 */
export function buildBot(source = projectFolder): { readonly entry: string; remove(): Promise<void> } {
  const folder = createTempFolder("built-bot");
  const shipped: readonly string[] = JSON.parse(readFileSync(join(source, "package.json"), "utf8")).files;
  for (const shared of [
    "package.json",
    "node_modules",
    ...shipped.filter((name) => name !== "dist" && !name.startsWith("tools/")),
  ])
    symlinkSync(join(source, shared), join(folder.path, shared));
  const dist = join(folder.path, "dist");
  bundle(source, dist);
  return { entry: join(dist, "index.js"), remove: folder.remove };
}
