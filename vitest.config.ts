import { defineConfig } from "vitest/config";
import { SlowestFirst } from "./test/support/slowest-first.ts";

/** Pure rules and use cases on in-memory ports: under 20 seconds in all. */
const unit = [
  "domain",
  "app",
  "operations",
  "queries",
  "checks",
  "expiry-sources",
  "configuration",
  "contract",
  "architecture",
  "bench",
  "tools",
];
/** Adapters and parts against real servers. */
const integration = [
  "vault",
  "github",
  "redis",
  "exchange",
  "openpgp",
  "queue",
  "slack",
  "parts",
  "main",
  "cli",
  "locale",
  "stack",
  "workflows",
];
/** The whole bot as a process, driven as people and crashes do. */
const whole = ["crash", "acceptance", "browser"];

/** What needs a container engine, or hours: `npm run test:long`. */
const long = ["long"];
/** What dies at a sample of all points in `npm test`, and at every one there. */
const crashes = ["kill", "values", "clean-up", "unlock", "every-point"].map((name) => `test/crash/${name}.test.ts`);

const files = (folders: readonly string[]): string[] =>
  folders.flatMap((folder) => [`test/${folder}/**/*.test.ts`, `test/${folder}.test.ts`]);

export default defineConfig({
  test: {
    // Conditions are waited for, and a busy machine takes its time.
    expect: { poll: { timeout: 15_000 } },
    sequence: { sequencer: SlowestFirst },
    // Commands speak the language of whoever sits at the terminal; tests read English unless they say otherwise.
    env: { LANG: "C.UTF-8", LC_ALL: "", LC_MESSAGES: "" },
    coverage: {
      provider: "v8",
      include: ["src/domain/**", "src/app/**"],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
      reporter: ["text", "json-summary"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          sequence: { groupOrder: 0 },
          include: files(unit),
          testTimeout: 90_000,
          maxWorkers: 2,
          // Nothing here keeps state between files: one load of the modules serves all of them.
          pool: "threads",
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          sequence: { groupOrder: 1 },
          include: files(integration),
          globalSetup: ["test/support/real-parts.ts"],
          testTimeout: 60_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          sequence: { groupOrder: 2 },
          include: files(whole),
          globalSetup: ["test/support/real-parts.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          sequence: { groupOrder: 3 },
          include: [...files(long), ...crashes],
          env: { CRASH_ONE_IN: "1" },
          globalSetup: ["test/support/real-parts.ts", "test/support/container-engine/setup.ts"],
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
