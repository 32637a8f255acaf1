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

/** What the demo's repository holds: the workflows that can be dispatched. */
export const workflowFiles = (repository: string) => [{ repository, path: `${folder}/rust-test.yml`, content: rustTest }];

/** What the demo's profinaut.yml says of them. */
export const workflowSettings = { "rust-test": { file: "rust-test.yml" } };
