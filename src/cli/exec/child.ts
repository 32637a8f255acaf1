import { spawn } from "node:child_process";
import { type Sentence, say } from "../../domain/sentence.ts";
import { type Signals, statusOf } from "./signals.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "exec.command-not-found": { command: string };
    "exec.command-not-executable": { command: string; reason: string };
  }
}

export interface Child {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly signals: Signals;
  readonly warn: (sentence: Sentence) => void;
}

/**
 * Runs the command in our place: our input and output, our signals, and its exit status becomes ours. (Node has no exec(2).)
 * @returns 127 when there is no such command, 126 when it cannot be executed, as env(1) does
 */
export function runChild({ command: [file = "", ...args], env, signals, warn }: Child): Promise<number> {
  const failed = (error: unknown): number => {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
    if (reason === "ENOENT") warn(say("exec.command-not-found", { command: file }));
    else warn(say("exec.command-not-executable", { command: file, reason }));
    return reason === "ENOENT" ? 127 : 126;
  };
  return new Promise((resolve) => {
    try {
      const child = spawn(file, args, { env, stdio: "inherit" });
      signals.passTo((signal) => child.kill(signal));
      child.once("error", (error) => resolve(failed(error)));
      child.once("exit", (code, signal) => resolve(signal === null ? (code ?? 1) : statusOf(signal)));
    } catch (error) {
      // Some failures are thrown, such as an environment that is too large.
      resolve(failed(error));
    }
  });
}
