import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { createTempFolder } from "../../../demo/parts/temp-folder.ts";
import { filled } from "../../../src/domain/workflow-template.ts";
import { type Ended, run } from "../../stack/command.ts";
import { someNames, stepsOf, templates, workflows } from "../../workflows/templates.ts";
import { findAct } from "./act.ts";
import { type FoundFile, filesBelow } from "./nowhere.ts";

type Words = Readonly<Record<string, string>>;

/** What a run is given, as GitHub would keep it. */
export interface Given {
  readonly secrets?: Words;
  readonly variables?: Words;
  readonly env?: NodeJS.ProcessEnv;
  /** What starts it; a push unless said. */
  readonly event?: "workflow_dispatch" | "pull_request";
}

/** The platform's repository with the workflows as they are installed, and a runner for it. */
export interface PlatformRepository {
  write(path: string, text: string): void;
  /** A program before all others: a bash script. */
  program(name: string, script: string): void;
  /** Commits everything and runs a workflow at `main` or a tag as a runner does, each job in a folder of its own. */
  run(file: string, ref: string, given: Given): Promise<Ended>;
  /** Each file that is there after the run: caches, artifacts, what jobs left; the repository itself aside. */
  left(): readonly FoundFile[];
}

/** What takes the place of actions that cannot be had, or that act's own server is too old for: by their names. */
const ours = fileURLToPath(new URL("actions/", import.meta.url));
const replaced: readonly string[] = [
  "actions/upload-artifact",
  "actions/download-artifact",
  "actions/cache",
  "docker/setup-buildx-action",
];
const replacing = [...new Set(workflows.flatMap(stepsOf).flatMap(({ uses }) => uses ?? []))]
  .filter((pin) => replaced.includes(pin.replace(/@.*/, "")))
  .flatMap((pin) => ["--local-repository", `https://github.com/${pin}=${join(ours, pin.replace(/@.*/, ""))}`]);

export async function aPlatformRepository(): Promise<PlatformRepository> {
  const act = await findAct();
  const own = createTempFolder("act");
  onTestFinished(() => own.remove());
  const at = (...parts: readonly string[]): string => join(own.path, ...parts);
  for (const name of ["home", "bin", "repository", "artifacts", "caches"]) mkdirSync(at(name));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at("repository", path)), { recursive: true });
    writeFileSync(at("repository", path), text);
  };
  for (const template of templates) write(template.path, filled(template, someNames));
  return {
    write,
    program: (name, script) => {
      writeFileSync(at("bin", name), `#!/usr/bin/env bash\n${script}\n`);
      chmodSync(at("bin", name), 0o755);
    },
    run: async (file, ref, { secrets = {}, variables = {}, env = {}, event = "push" }) => {
      const commit = `git init -q -b main && git checkout -q -B main && git add . && git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m a
        [ ${ref} = main ] || { git tag ${ref} && git checkout -q ${ref}; }
        git remote add origin https://github.com/acme/profinaut.git 2> /dev/null || true`;
      const committed = await run("bash", ["-ec", commit], { cwd: at("repository") });
      if (committed.code !== 0) throw new Error(committed.stderr);
      const told = createTempFolder("act-told");
      const written = (name: string, words: Words): string => {
        const lines = Object.entries(words).map(([key, value]) => `${key}='${value}'\n`);
        writeFileSync(join(told.path, name), lines.join(""), { mode: 0o600 });
        return join(told.path, name);
      };
      const given = ["--secret-file", written("secrets", secrets), "--var-file", written("variables", variables)];
      const args = [event, "-W", `.github/workflows/${file}`, "-P", "ubuntu-24.04=-self-hosted", ...replacing, ...given];
      const ended = await run(act, args, {
        cwd: at("repository"),
        env: {
          ...{ LANG: "C.UTF-8", ...env },
          // The runner's own, whatever the test itself has.
          ...{ HOME: at("home"), XDG_CACHE_HOME: at("home", "cache"), XDG_CONFIG_HOME: at("home", "config"), TMPDIR: at("home") },
          ...{ ARTIFACTS: at("artifacts"), CACHES: at("caches") },
          PATH: `${at("bin")}:${env["PATH"] ?? process.env["PATH"]}`,
        },
      });
      await told.remove();
      return ended;
    },
    left: () => filesBelow(own.path, (path) => path.startsWith(at("repository"))),
  };
}
