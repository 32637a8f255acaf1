import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { watchdog } from "./watchdog.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  /** Settles when the process has ended and all its output has been read; never rejects. */
  readonly exited: Promise<Exit>;
  readonly hasExited: () => boolean;
  /** The last 500 lines of its output and error output, oldest first. */
  readonly lines: () => readonly string[];
  /** To the process and its descendants; nothing happens when they are gone. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after `graceMs` (default 5000), also for a frozen process. Idempotent. */
  stop(graceMs?: number): Promise<void>;
}

export interface ProcessOptions {
  /** For messages: "redis-server". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Called for every line of both outputs. */
  readonly onLine?: (line: string) => void;
}

export interface ReadyOptions<Ready> {
  /** Asked for every line of both outputs until it returns something. */
  readonly readyLine?: (line: string) => Ready | undefined;
  /** Asked every 50 ms until it returns something; a rejection means "not yet". */
  readonly probe?: () => Promise<Ready | undefined>;
  readonly deadlineMs: number;
}

const keptLines = 500;

/** Starts a process without waiting for anything. It ends with this process at the latest. @throws Error when it cannot be run */
export async function spawnProcess(options: ProcessOptions): Promise<RunningProcess> {
  const lines: string[] = [];
  // A group of its own: Ctrl-C in the terminal reaches the caller alone, who then stops its parts in the right order.
  const child = spawn(options.command, [...options.args], {
    detached: true,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const exited = new Promise<Exit>((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  const pid = await started(child, options);

  watchdog.addProcessGroup(pid);
  let gone = false;
  void exited.then(() => {
    gone = true;
    watchdog.removeProcessGroup(pid);
  });
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on("line", (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      options.onLine?.(line);
    });
  }

  const signal = (name: NodeJS.Signals): void => {
    if (gone) return;
    try {
      process.kill(-pid, name);
    } catch {
      // It ended between the question and the call: what was wanted.
    }
  };
  let stopping: Promise<void> | undefined;
  const stop = async (graceMs: number): Promise<void> => {
    if (gone) return;
    signal("SIGTERM");
    signal("SIGCONT");
    const waited = new AbortController();
    await Promise.race([exited, sleep(graceMs, undefined, { signal: waited.signal }).catch(() => {})]);
    waited.abort();
    signal("SIGKILL");
    await exited;
  };
  return {
    name: options.name,
    pid,
    exited,
    hasExited: () => gone,
    lines: () => [...lines],
    signal,
    stop: (graceMs = 5000) => {
      stopping ??= stop(graceMs);
      return stopping;
    },
  };
}

function started(child: ChildProcessByStdio<null, Readable, Readable>, options: ProcessOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new Error(`${options.name} cannot be run: ${cause.message}`, { cause })));
    child.once("spawn", () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

/**
 * Starts a process and waits until it is ready.
 * @throws Error with the last lines of its output when it ends or the deadline passes first; it is stopped then
 */
export async function startProcess<Ready>(
  options: ProcessOptions & ReadyOptions<Ready>,
): Promise<{ readonly process: RunningProcess; readonly ready: Ready }> {
  let lineSays = (_ready: Ready): void => {};
  const lineSaidReady = new Promise<Ready>((resolve) => {
    lineSays = resolve;
  });
  const process = await spawnProcess({
    ...options,
    onLine: (line) => {
      options.onLine?.(line);
      const ready = options.readyLine?.(line);
      if (ready !== undefined) lineSays(ready);
    },
  });
  const waiting = new AbortController();
  const { signal } = waiting;
  const failure = (what: string) =>
    new Error(`${options.name} ${what}. Its last lines:\n${process.lines().slice(-15).join("\n") || "(no output)"}`);
  try {
    const ready = await Promise.race([
      lineSaidReady,
      ...(options.probe === undefined ? [] : [probing(options.probe, signal)]),
      process.exited.then((exit) => {
        throw failure(`ended before it was ready (${exit.signal ?? `exit status ${exit.code}`})`);
      }),
      sleep(options.deadlineMs, undefined, { signal }).then(() => {
        throw failure(`was not ready after ${options.deadlineMs / 1000} s`);
      }),
    ]);
    return { process, ready };
  } catch (error) {
    await process.stop(500);
    throw error;
  } finally {
    waiting.abort();
  }
}

async function probing<Ready>(probe: () => Promise<Ready | undefined>, signal: AbortSignal): Promise<Ready> {
  for (;;) {
    const ready = await probe().catch(() => undefined);
    if (ready !== undefined) return ready;
    await sleep(50, undefined, { signal });
  }
}
