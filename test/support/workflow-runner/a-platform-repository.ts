import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { createTempFolder } from "../../../demo/parts/temp-folder.ts";
import { filled } from "../../../src/domain/workflow-template.ts";
import { type Ended, run } from "../../stack/command.ts";
import { someNames, stepsOf, templates, workflows } from "../../workflows/templates.ts";
import { findAct } from "./act.ts";

type Words = Readonly<Record<string, string>>;

/** What a run is given, as GitHub would keep it. */
export interface Given {
  readonly secrets?: Words;
  readonly variables?: Words;
  readonly env?: NodeJS.ProcessEnv;
  /** What starts it; a push unless said. */
  readonly event?: "workflow_dispatch";
}

/** The platform's repository with the workflows as they are installed, and a runner for it. */
export interface PlatformRepository {
  write(path: string, text: string): void;
  /** A program before all others: a bash script. */
  program(name: string, script: string): void;
  /** Commits everything and runs a workflow at this tag as a runner does, each job in a folder of its own. */
  run(file: string, tag: string, given: Given): Promise<Ended>;
  /** Each file that is there after the run, with its text: caches, artifacts, what jobs left; the repository itself aside. */
  left(): readonly { readonly path: string; readonly text: string }[];
}

/** In the place of the two actions that act's own server is too old for. */
const artifacts = {
  "actions/upload-artifact": 'mkdir -p "$ARTIFACTS/$NAME" && cp -r "$WHERE/." "$ARTIFACTS/$NAME"',
  "actions/download-artifact": 'mkdir -p "$WHERE" && cp -r "$ARTIFACTS/$NAME/." "$WHERE"',
};

const ours = (script: string): string => `name: ours
description: of the tests
inputs: { name: { description: n, required: true }, path: { description: p, required: true }, if-no-files-found: { description: i, required: false }, retention-days: { description: r, required: false } }
runs:
  using: composite
  steps:
    - shell: bash
      env: { NAME: "$\{{ inputs.name }}", WHERE: "$\{{ inputs.path }}" }
      run: ${script}
`;

export async function aPlatformRepository(): Promise<PlatformRepository> {
  const act = await findAct();
  const own = createTempFolder("act");
  onTestFinished(() => own.remove());
  const at = (...parts: readonly string[]): string => join(own.path, ...parts);
  for (const name of ["home", "bin", "repository", "artifacts"]) mkdirSync(at(name));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at("repository", path)), { recursive: true });
    writeFileSync(at("repository", path), text);
  };
  for (const template of templates) write(template.path, filled(template, someNames));
  const replaced = Object.entries(artifacts).flatMap(([name, script]) => {
    mkdirSync(at("actions", name), { recursive: true });
    writeFileSync(at("actions", name, "action.yml"), ours(script));
    const pins = new Set(workflows.flatMap(stepsOf).flatMap(({ uses }) => (uses?.startsWith(`${name}@`) ? [uses] : [])));
    return [...pins].flatMap((pin) => ["--local-repository", `https://github.com/${pin}=${at("actions", name)}`]);
  });
  return {
    write,
    program: (name, script) => {
      writeFileSync(at("bin", name), `#!/usr/bin/env bash\n${script}\n`);
      chmodSync(at("bin", name), 0o755);
    },
    run: async (file, tag, { secrets = {}, variables = {}, env = {}, event = "push" }) => {
      const commit = `git init -q && git add . && git -c user.name=a -c user.email=a@example.com commit -qm a && git tag ${tag} && git checkout -q ${tag}
        git remote add origin https://github.com/acme/profinaut.git`;
      const committed = await run("bash", ["-ec", commit], { cwd: at("repository") });
      if (committed.code !== 0) throw new Error(committed.stderr);
      const told = createTempFolder("act-told");
      const written = (name: string, words: Words): string => {
        const lines = Object.entries(words).map(([key, value]) => `${key}='${value}'\n`);
        writeFileSync(join(told.path, name), lines.join(""), { mode: 0o600 });
        return join(told.path, name);
      };
      const given = ["--secret-file", written("secrets", secrets), "--var-file", written("variables", variables)];
      const args = [event, "-W", `.github/workflows/${file}`, "-P", "ubuntu-24.04=-self-hosted", ...replaced, ...given];
      const ended = await run(act, args, {
        cwd: at("repository"),
        env: {
          ...{ HOME: at("home"), XDG_CACHE_HOME: at("home", "cache"), TMPDIR: at("home"), ARTIFACTS: at("artifacts") },
          ...{ LANG: "C.UTF-8", ...env },
          PATH: `${at("bin")}:${env["PATH"] ?? process.env["PATH"]}`,
        },
      });
      await told.remove();
      return ended;
    },
    left: () =>
      readdirSync(own.path, { recursive: true, encoding: "utf8", withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(at("repository")))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => ({ path, text: readFileSync(path, "latin1") })),
  };
}

/** Every form in which a secret could be found again: whole, by line, and each of these in base64. */
export function formsOf(secret: string): readonly string[] {
  const pieces = [secret, ...secret.split(/\r?\n/)].map((piece) => piece.trim()).filter((piece) => piece.length > 7);
  return pieces.flatMap((piece) => {
    const whole = Buffer.from(piece).toString("base64");
    return [piece, whole.slice(0, Math.floor((piece.length * 4) / 3) - 1)];
  });
}
