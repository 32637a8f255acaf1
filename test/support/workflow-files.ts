import { readFileSync } from "node:fs";

export const canaryPath = ".github/workflows/profinaut-canary.yml";

/** The one that is handed out. */
export const canaryFile = readFileSync(new URL("../../github/canary/profinaut-canary.yml", import.meta.url), "utf8");

/** Workflows of `acme/profinaut` in tests. */
export const buildPath = ".github/workflows/build.yml";

/** Takes the request's id, and shows it in the title of its runs. */
export const buildFile = `
name: Build
run-name: "Build \${{ inputs.level }} \${{ inputs.profinaut_request }}"
on:
  push:
  workflow_dispatch:
    inputs:
      profinaut_request: { type: string }
      level: { type: choice, options: [low, high], default: low }
jobs:
  compile:
    steps: [{ name: Compile }]
  publish:
    needs: compile
    steps: [{ name: Publish }]
`;
