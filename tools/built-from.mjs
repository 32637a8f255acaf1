import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the build is made with. */
const beside = ["tsconfig.json", "package-lock.json", "tools/bundle.ts"];
const mark = ".built-from";

/** A hash of all that the build reads; `undefined` where the sources are not there, as in an image. */
export function fingerprint(root) {
  if (!existsSync(join(root, "src"))) return undefined;
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, path, name }) => join(parentPath ?? path, name))
    .sort();
  const hash = createHash("sha256");
  for (const path of [...sources, ...beside.map((name) => join(root, name)).filter((path) => existsSync(path))])
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

/** The fingerprint of what dist/ was built from; `undefined` where nobody noted it. */
export function builtFrom(root) {
  const path = join(root, "dist", mark);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

export { mark as builtFromMark };
