import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Those of tsconfig.json that change what is written. */
const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

/**
 * The bot in JavaScript, as `npm run build` makes it, without checking the types again: it starts in a third of the time, which
 * counts for one that is killed again and again.
 */
export function buildBot(): { readonly entry: string; remove(): Promise<void> } {
  const folder = createTempFolder("built-bot");
  const shipped: readonly string[] = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8")).files;
  for (const shared of ["package.json", "node_modules", ...shipped.filter((name) => name !== "dist")])
    symlinkSync(join(projectFolder, shared), join(folder.path, shared));
  for (const path of readdirSync(join(projectFolder, "src"), { recursive: true, encoding: "utf8" })) {
    const [from, to] = [join(projectFolder, "src", path), join(folder.path, "dist", path)];
    mkdirSync(dirname(to), { recursive: true });
    if (path.endsWith(".lua")) copyFileSync(from, to);
    if (!path.endsWith(".ts") || path.endsWith(".d.ts")) continue;
    const { outputText } = ts.transpileModule(readFileSync(from, "utf8"), {
      fileName: from,
      compilerOptions,
    });
    writeFileSync(to.replace(/\.ts$/, ".js"), outputText);
  }
  return { entry: join(folder.path, "dist/cli/index.js"), remove: folder.remove };
}
