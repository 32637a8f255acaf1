import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { say } from "../domain/sentence.ts";
import type { WorkflowTemplate } from "../domain/workflow-template.ts";
import { ConfigError } from "./config-error.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.no-workflows": { folder: string };
  }
}

/** What every platform needs as it is; a canary is written for each role. */
const installed = ["workflows", "profinaut"];

/**
 * What `install-workflows` installs: files whose place in the platform's repository is the same below `.github/`.
 * @param folder the project's `github/`
 * @throws ConfigError when it cannot be read or holds no workflow
 */
export function readPlatformTemplates(folder: string): readonly WorkflowTemplate[] {
  try {
    const templates = installed
      .flatMap((name) => readdirSync(join(folder, name), { encoding: "utf8" }).map((file) => join(folder, name, file)))
      .sort()
      .map((path) => ({
        path: `.github/${relative(folder, path).split(sep).join("/")}`,
        text: readFileSync(path, "utf8"),
      }));
    if (templates.some(({ path }) => path.startsWith(".github/workflows/"))) return templates;
  } catch {
    // Said below.
  }
  throw new ConfigError([say("config.no-workflows", { folder })]);
}
