import { readFileSync } from "node:fs";
import type { CanaryJob } from "./parts/fake-github/job-work.ts";
import type { FakeGitHubOptions } from "./parts/fake-github/options.ts";

const folder = ".github/workflows";

/** A workflow as many have it; small enough to be read at once. */
const rustTest = `name: Rust test
run-name: "Rust test \${{ inputs.profinaut_request }}"
on:
  push:
  workflow_dispatch:
    inputs:
      profinaut_request: { description: "Filled in by the bot", type: string }
      profile: { description: "Build profile", type: choice, options: [debug, release], default: debug }
jobs:
  build:
    runs-on: ubuntu-24.04
    steps: [{ name: Build }]
  test:
    needs: build
    runs-on: ubuntu-24.04
    steps: [{ name: Test }]
`;

/** The one that is handed out. */
const canary = readFileSync(new URL("../github/canary/profinaut-canary.yml", import.meta.url), "utf8");
const [rustTestPath, canaryPath] = [`${folder}/rust-test.yml`, `${folder}/profinaut-canary.yml`];
const secret = "PROFINAUT_DB_VAULT_SECRET_ID";

/** What the demo's repository holds: the workflows that can be dispatched. */
export const workflowFiles = (repository: string) => [
  { repository, path: rustTestPath, content: rustTest },
  { repository, path: canaryPath, content: canary },
];

/** Who runs them: the canary really logs in, and a push from a moment before is still under way a while after the overlap. */
export const runnerOf = (
  repository: string,
  { vault, busyForMs }: { readonly vault: CanaryJob["vault"]; readonly busyForMs: number },
): FakeGitHubOptions["runner"] => ({
  notchMs: 1_000,
  canaries: [{ repository, path: canaryPath, job: "login", secret, vault }],
  busyAt: [{ repository, secret, path: rustTestPath, agoMs: 20_000, lastsMs: busyForMs }],
});

/** What the demo's profinaut.yml says of `profinaut-db`. */
export const canarySettings = { canary: { workflow: "profinaut-canary.yml" } };

/** What the demo's profinaut.yml says of them. */
export const workflowSettings = (more: readonly string[] = []) =>
  Object.fromEntries(["rust-test", ...more].map((name) => [name, { file: "rust-test.yml" }]));
