import { existsSync } from "node:fs";

/** What is shipped with the program: the nearest folder above that has a `package.json`, from `src/` as from what is built of it. */
const shippedRoot = rootAbove(new URL("./", import.meta.url));

/** @param path from there, such as `vault/` */
export const shipped = (path: string): URL => new URL(path, shippedRoot);

function rootAbove(folder: URL): URL {
  if (existsSync(new URL("package.json", folder))) return folder;
  const above = new URL("../", folder);
  if (above.href === folder.href) throw new Error("there is no package.json above the program");
  return rootAbove(above);
}
