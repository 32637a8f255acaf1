import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { filled } from "../../src/domain/workflow-template.ts";
import { type Ended, run } from "../stack/command.ts";
import { someNames, templates } from "./templates.ts";

/** A machine that runs steps as GitHub's does: a checkout with what was installed, folders of its own, one shell for each step. */
export interface Runner {
  readonly folder: string;
  /** Runs a script as `shell: bash` does. */
  step(script: string, env?: NodeJS.ProcessEnv): Promise<Ended>;
  /** Puts a program of this name before all others; it is a bash script. */
  program(name: string, script: string): void;
  write(path: string, text: string): void;
  summary(): string;
  /** Every file the runner has, with its text. */
  files(): readonly { readonly path: string; readonly text: string }[];
}

export function aRunner(): Runner {
  const own = createTempFolder("runner");
  onTestFinished(() => own.remove());
  const at = (...parts: readonly string[]): string => join(own.path, ...parts);
  for (const name of ["home", "tmp", "runner", "checkout", "bin"]) mkdirSync(at(name));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at("checkout", path)), { recursive: true });
    writeFileSync(at("checkout", path), text);
  };
  for (const template of templates) write(template.path, filled(template, someNames));
  return {
    folder: at("checkout"),
    write,
    step: (script, env = {}) =>
      run("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
        cwd: at("checkout"),
        env: {
          PATH: `${at("bin")}:${process.env["PATH"]}`,
          HOME: at("home"),
          TMPDIR: at("tmp"),
          RUNNER_TEMP: at("runner"),
          GITHUB_STEP_SUMMARY: at("runner", "summary"),
          LANG: "C.UTF-8",
          ...env,
        },
      }),
    program: (name, script) => {
      writeFileSync(at("bin", name), `#!/usr/bin/env bash\n${script}\n`);
      chmodSync(at("bin", name), 0o755);
    },
    summary: () => readFileSync(at("runner", "summary"), "utf8"),
    files: () =>
      readdirSync(own.path, { recursive: true, encoding: "utf8", withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => ({ path, text: readFileSync(path, "latin1") })),
  };
}

/**
 * What people see of a step's output: commands are taken out, and what was masked by then is starred.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log
 */
export function logOf(stdout: string): string {
  const masks: string[] = [];
  const lines = stdout.split("\n").flatMap((line) => {
    const [, mask] = /^::add-mask::(.*)$/.exec(line) ?? [];
    if (mask !== undefined) {
      masks.push(mask.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%"));
      return [];
    }
    return [masks.toSorted((one, other) => other.length - one.length).reduce((text, one) => text.replaceAll(one, "***"), line)];
  });
  return lines.join("\n");
}
