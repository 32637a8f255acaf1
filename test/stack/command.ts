import { spawn } from "node:child_process";
import process from "node:process";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Given at the start. */
  readonly input?: string;
  /** Asked with all of stdout at each new piece of it; what it returns is typed. */
  readonly answer?: (stdout: string) => string | undefined;
}

/** Runs a command to its end. @throws Error when there is no such command */
export function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { env = process.env, cwd, input, answer } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { env, stdio: "pipe", ...(cwd === undefined ? {} : { cwd }) });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      stdout += piece;
      const typed = answer?.(stdout);
      if (typed !== undefined) child.stdin.write(typed);
    });
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      stderr += piece;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
    // A command that ends before it has read everything is no failure of ours.
    child.stdin.on("error", () => {});
    if (input !== undefined) child.stdin.write(input);
    if (answer === undefined) child.stdin.end();
  });
}

/**
 * Runs a script as the init service of docker-compose.yml does: as root with the one capability it has there. Where the tests
 * do not run as root, as their user.
 */
export const runAsInit = (script: string, args: readonly string[], options: CommandOptions = {}): Promise<Ended> =>
  process.getuid?.() === 0
    ? run("setpriv", ["--inh-caps=-all", "--bounding-set=-all,+chown", "--no-new-privs", "sh", script, ...args], options)
    : run("sh", [script, ...args], options);
