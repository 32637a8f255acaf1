import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { spawnProcess, startProcess } from "../../demo/parts/processes.ts";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";

const source = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const lockOf = (version: string, path = "node_modules/a-library") =>
  JSON.stringify({ packages: { "": {}, [path]: { version }, "node_modules/for-windows": { version: "1.0.0", optional: true } } });

let project: TempFolder;
let env: NodeJS.ProcessEnv;
const inProject = (...path: string[]) => join(project.path, ...path);
const run = async (...args: string[]) => {
  const command = await spawnProcess({
    name: "run",
    command: process.execPath,
    args: [inProject("tools", "run.mjs"), ...args],
    env,
  });
  const { code } = await command.exited;
  return { code, lines: command.lines() };
};
const installed = () => readFile(inProject("installs"), "utf8").catch(() => "");

// A fresh clone of a project with one dependency, and an npm that only notes what it was asked.
beforeEach(async () => {
  project = createTempFolder("clone");
  for (const folder of ["tools", "bin"]) await mkdir(inProject(folder));
  await copyFile(source("tools/run.mjs"), inProject("tools", "run.mjs"));
  await writeFile(inProject("package-lock.json"), lockOf("2.0.0"));
  await writeFile(
    inProject("bin", "npm"),
    `#!/bin/sh\necho "$*" >> "${project.path}/installs"\n[ ! -e "${project.path}/broken" ]\n`,
  );
  await chmod(inProject("bin", "npm"), 0o755);
  env = { PATH: `${inProject("bin")}:${process.env["PATH"]}` };
});

afterEach(() => project.remove());

it("on a fresh clone it says what it does, installs, and runs the command with its exit status", async () => {
  const { code, lines } = await run("sh", "-c", "echo $0; exit 7", "an argument");

  expect(code).toBe(7);
  expect(lines[0]).toContain("Installing the dependencies");
  expect(lines.at(-1)).toBe("an argument");
  expect(await installed()).toContain("ci --ignore-scripts");
});

it.for([
  { state: "what the lock file says", present: lockOf("2.0.0"), installs: false },
  { state: "an older version", present: lockOf("1.0.0"), installs: true },
  { state: "something else", present: lockOf("2.0.0", "node_modules/another"), installs: true },
])("with $state in node_modules, it installs: $installs", async ({ present, installs }) => {
  await mkdir(inProject("node_modules"));
  await writeFile(inProject("node_modules", ".package-lock.json"), present);

  const { code } = await run("true");

  expect(code).toBe(0);
  expect((await installed()) !== "").toBe(installs);
});

it("--no-install skips it, wherever npm puts the word", async () => {
  const { code, lines } = await run("echo", "demo", "--no-install");

  expect(code).toBe(0);
  expect(lines).toEqual(["demo"]);
  expect(await installed()).toBe("");
});

it("nothing runs when the install fails", async () => {
  await writeFile(inProject("broken"), "");

  const { code, lines } = await run("echo", "ran");

  expect(code).toBe(1);
  expect(lines.join()).toContain("npm ci failed");
  expect(lines).not.toContain("ran");
});

it("a signal goes on to the command, whose end it waits for", async () => {
  const { process: command } = await startProcess({
    name: "run",
    command: process.execPath,
    args: [
      ...[inProject("tools", "run.mjs"), "--no-install", process.execPath, "-e"],
      `process.on("SIGTERM", () => { console.log("told"); process.exit(4) }); console.log("up"); setInterval(() => {}, 1000)`,
    ],
    env,
    readyLine: (line) => line === "up" || undefined,
    deadlineMs: 5000,
  });

  process.kill(command.pid, "SIGTERM");

  await expect(command.exited).resolves.toEqual({ code: 4, signal: null });
  expect(command.lines()).toEqual(["up", "told"]);
});

const report = (...files: readonly { readonly status: string; readonly tests: readonly string[] }[]) => ({
  testResults: files.map(({ status, tests }) => ({ status, assertionResults: tests.map((test) => ({ status: test })) })),
});

it.for([
  {
    what: "nothing but passed tests",
    reports: [report({ status: "passed", tests: ["passed", "passed"] })],
    says: "2 passed, 0 failed",
    code: 0,
  },
  {
    what: "two reports",
    reports: [report({ status: "passed", tests: ["passed"] }), report({ status: "failed", tests: ["failed", "passed"] })],
    says: "2 passed, 1 failed",
    code: 1,
  },
  { what: "a file that does not load", reports: [report({ status: "failed", tests: [] })], says: "0 passed, 1 failed", code: 1 },
  { what: "no report", reports: [], says: "0 passed, 1 failed", code: 1 },
])("the count of $what", async ({ reports, says, code }) => {
  const paths = await Promise.all(
    reports.map(async (content, index) => {
      const path = inProject(`${index}.json`);
      await writeFile(path, JSON.stringify(content));
      return path;
    }),
  );

  const counted = await spawnProcess({
    name: "count",
    command: process.execPath,
    args: [source(".ci/count-tests.mjs"), ...paths],
    env,
  });

  await expect(counted.exited).resolves.toEqual({ code, signal: null });
  expect(counted.lines()).toEqual([says]);
});
