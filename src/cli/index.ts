#!/usr/bin/env node
export {};

/** The oldest that `engines` in package.json names. What is imported below is not understood by older ones, so nothing is imported here. */
const needed = [20, 19] as const;
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `profinaut needs Node ${needed.join(".")} or newer, and this is ${process.version}. Install one (https://nodejs.org/), or run the image of the Dockerfile.\n`,
  );
  process.exit(2);
}
await import("./program.ts");
