import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it, vi } from "vitest";
import { type RunningProcess, spawnProcess, startProcess } from "../../demo/parts/processes.ts";
import { isRunning } from "./gone.ts";

const { env } = process;
const node = (script: string) => ({ name: "a part", command: process.execPath, args: ["-e", script], env });
const started: RunningProcess[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((part) => part.stop(100)));
});

it("a part is ready when it says so in a line", async () => {
  const { process: part, ready } = await startProcess({
    ...node(`console.log("port 42"); setInterval(() => {}, 1000)`),
    readyLine: (line) => /port (\d+)/.exec(line)?.[1],
    deadlineMs: 5000,
  });
  started.push(part);

  expect(ready).toBe("42");
  expect(part.lines()).toEqual(["port 42"]);
  expect(isRunning(part.pid)).toBe(true);
});

it("a part is ready when a probe says so, whose failures mean not yet", async () => {
  let asked = 0;

  const { process: part, ready } = await startProcess({
    ...node("setInterval(() => {}, 1000)"),
    probe: async () => {
      asked += 1;
      if (asked === 1) throw new Error("refused");
      return asked > 2 ? "answers" : undefined;
    },
    deadlineMs: 5000,
  });
  started.push(part);

  expect(ready).toBe("answers");
});

it("a part that ends too early is an error with its last words", async () => {
  const starting = startProcess({
    ...node(`console.error("no such setting"); process.exit(3)`),
    readyLine: () => undefined,
    deadlineMs: 5000,
  });

  await expect(starting).rejects.toThrow(/a part ended before it was ready \(exit status 3\).*no such setting/s);
});

it("a part that is not ready in time is stopped and an error", async () => {
  let pid = 0;

  const starting = startProcess({
    ...node(`console.log("pid " + process.pid); setInterval(() => {}, 1000)`),
    onLine: (line) => {
      pid = Number(line.slice(4));
    },
    readyLine: () => undefined,
    deadlineMs: 1000,
  });

  await expect(starting).rejects.toThrow("a part was not ready after 1 s");
  expect(pid).toBeGreaterThan(0);
  expect(isRunning(pid)).toBe(false);
});

it("a program that does not exist is an error with its name", async () => {
  await expect(spawnProcess({ name: "a part", command: "/nowhere/part", args: [], env })).rejects.toThrow("a part cannot be run");
});

it("stop ends a part that is deaf to SIGTERM, frozen, or already stopped", async () => {
  const { process: part } = await startProcess({
    ...node(`process.on("SIGTERM", () => {}); console.log("deaf"); setInterval(() => {}, 1000)`),
    readyLine: (line) => line === "deaf" || undefined,
    deadlineMs: 5000,
  });
  part.signal("SIGSTOP");

  await part.stop(200);
  await part.stop(200);

  expect(isRunning(part.pid)).toBe(false);
  expect(part.hasExited()).toBe(true);
  await expect(part.exited).resolves.toEqual({ code: null, signal: "SIGKILL" });
});

const deadly: readonly NodeJS.Signals[] = ["SIGKILL", "SIGTERM", "SIGINT"];

it.for(deadly)("a part and its folder do not outlive a parent that gets %s", { timeout: 30_000 }, async (signal) => {
  const parent = await startProcess({
    name: "a parent",
    command: process.execPath,
    args: ["--import", "tsx", fileURLToPath(new URL("parent-of-a-part.ts", import.meta.url))],
    env,
    readyLine: (line) => /^part (?<pid>\d+) (?<folder>.+)$/.exec(line)?.groups,
    deadlineMs: 15_000,
  });
  started.push(parent.process);
  const pid = Number(parent.ready["pid"]);
  const folder = parent.ready["folder"] ?? "";
  expect(isRunning(pid)).toBe(true);
  expect(existsSync(folder)).toBe(true);

  process.kill(parent.process.pid, signal);

  await vi.waitUntil(() => !isRunning(pid) && !existsSync(folder), 8000);
});
