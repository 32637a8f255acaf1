#!/usr/bin/env node
// The command line as `npm run build` made it, built first where it is missing or of other sources. Needs nothing but Node and npm to
// begin with.
//
//   node tools/profinaut.mjs <command> [arguments]
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { builtFrom, fingerprint } from "./built-from.mjs";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const entry = `${root}/dist/index.js`;

const sources = fingerprint(root);
if (!existsSync(entry) || (sources !== undefined && builtFrom(root) !== sources)) {
  console.error(
    `${existsSync(entry) ? "The sources changed since the last build" : "Nothing is built yet"}: npm run build (a few seconds) ...`,
  );
  const build = [`${root}/tools/run.mjs`, "tsx", `${root}/tools/build.ts`];
  // What a program prints may be read by another; the build's words are not for it.
  const { status } = spawnSync(process.execPath, build, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    console.error("npm run build failed, so nothing was started. What it said is above.");
    process.exit(status ?? 1);
  }
}
await import(pathToFileURL(entry).href);
