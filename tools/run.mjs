// Runs a command of this project right after `git clone`: installs the dependencies first when they are missing or not
// those of package-lock.json. Needs nothing but Node and npm.
//
//   node tools/run.mjs [--no-install] <command> [arguments]
//
// `--no-install` may stand anywhere: `npm run demo -- --no-install` puts it last.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const neededNode = [20, 19];
const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const words = process.argv.slice(2);
const [command, ...args] = words.filter((word) => word !== "--no-install");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < neededNode[0] || (major === neededNode[0] && minor < neededNode[1])) {
  fail(`This needs Node ${neededNode.join(".")} or newer, and this is ${process.version}. See https://nodejs.org/`);
}
if (command === undefined) fail("usage: node tools/run.mjs [--no-install] <command> [arguments]");

if (!words.includes("--no-install") && !isInstalled()) {
  console.error("Installing the dependencies of package-lock.json into node_modules (npm ci, about half a minute) ...");
  const status = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], root);
  if (status !== 0) fail("npm ci failed: nothing else was started. What it said is above.", status);
}
process.exit(await run(command, args, process.cwd()));

/** npm writes what it installed into a lock file of its own, at the very end: it is missing after an interrupted install. */
function isInstalled() {
  const installed = join(modules, ".package-lock.json");
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(installed, "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const isForAnotherPlatform = optional === true && present[path] === undefined;
    return path === "" || isForAnotherPlatform || present[path]?.version === version;
  });
}

/** Exit status of the command, 128 + number for a signal. Signals to this process go on to it. */
function run(name, parameters, cwd) {
  const child = spawn(name, parameters, {
    cwd,
    stdio: "inherit",
    env: { ...process.env, PATH: [join(modules, ".bin"), process.env.PATH].join(delimiter) },
  });
  // Ctrl-C in a terminal reaches the command by itself; a second one would tell it to hurry.
  const forward = (signal) => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(`${name} cannot be run: ${error.message}`);
      resolve(127);
    });
    child.once("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0));
    });
  });
}

function fail(sentence, status = 1) {
  console.error(sentence);
  process.exit(status);
}
