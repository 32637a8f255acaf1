import type { IForbiddenRuleType, IRegularForbiddenRuleType } from "dependency-cruiser";

/** Who may import whom; CONTRIBUTING.md has the same as a picture. */
const driven = ["vault", "github", "redis", "exchange", "openpgp"];
/** Those of them that send JSON over a pool of their own. */
const sendsJson = ["vault", "exchange"];
const composition = "^src/(main|ingress|worker)\\.ts$|^src/(wiring|configuration)/";

/** Files of `from` may import of the project only what `may` names, and themselves. */
const layer = (from: string, may: readonly string[], extra: readonly string[] = []): IRegularForbiddenRuleType => ({
  name: `${from}-imports-only-${may.join("-") || "itself"}`,
  severity: "error",
  from: { path: `^src/${from}/` },
  to: { path: "^src/", pathNot: [`^src/${from}/`, ...may.map((folder) => `^src/${folder}/`), ...extra] },
});

/** Packages a folder may use; everything else from outside is forbidden to it. */
const packages = (from: string, names: readonly string[]): IRegularForbiddenRuleType => ({
  name: `${from}-uses-only-its-packages`,
  severity: "error",
  from: { path: `^src/${from}/` },
  to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"], pathNot: names.map((name) => `node_modules/${name}/`) },
});

export const layerRules: IForbiddenRuleType[] = [
  {
    name: "no-cycles",
    severity: "error",
    from: { path: "^src/" },
    to: { circular: true },
  },
  { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  layer("domain", []),
  layer("http", ["domain"]),
  layer("ports", ["domain"]),
  layer("operations", ["domain", "ports"]),
  layer("queries", ["domain", "ports"]),
  layer("checks", ["domain", "ports"]),
  layer("expiry-sources", ["domain", "ports"]),
  layer("app", ["domain", "ports"]),
  ...driven.map((folder) => layer(folder, ["domain", "ports"], sendsJson.includes(folder) ? ["^src/http/"] : [])),
  layer("locale", ["domain"]),
  layer("slack", ["domain", "ports", "app", "locale"]),
  layer("queue", ["domain", "ports", "app"]),
  layer("cli", ["domain", "ports", "app", "locale", "configuration"], ["^src/main\\.ts$|^src/wiring/"]),
  layer("configuration", ["domain", "ports"]),
  // Croner only counts here: of a pattern and an instant it makes the next one, without a timer and without a clock.
  packages("domain", ["zod", "json-canonicalize", "fastest-levenshtein", "croner", "diff", "semver", "ipaddr.js", "p-map"]),
  {
    name: "one-file-reads-cron-patterns",
    severity: "error",
    from: { path: "^src/", pathNot: "^src/domain/cron-occurrences\\.ts$" },
    to: { path: "node_modules/croner/" },
  },
  packages("http", ["undici"]),
  packages("ports", ["zod"]),
  packages("operations", ["zod", "p-map"]),
  packages("queries", ["zod", "p-map"]),
  packages("checks", ["zod", "p-map"]),
  packages("expiry-sources", ["zod", "p-map"]),
  packages("app", ["zod"]),
  packages("vault", ["zod", "node-vault", "p-map", "undici"]),
  packages("github", ["zod", "@octokit", "libsodium-wrappers", "p-limit", "undici", "universal-github-app-jwt", "yaml"]),
  packages("redis", ["zod", "ioredis"]),
  packages("exchange", ["zod", "undici"]),
  packages("openpgp", ["openpgp"]),
  packages("queue", ["zod", "ioredis", "bullmq"]),
  packages("locale", []),
  packages("slack", ["zod", "@slack"]),
  {
    name: "pure-core-does-no-input-or-output",
    severity: "error",
    from: { path: "^src/(domain|ports|operations|queries|checks|expiry-sources|app)/" },
    to: { dependencyTypes: ["core"], pathNot: ["^(node:)?(crypto|util|timers/promises)$"] },
  },
  {
    name: "nobody-imports-the-composition-root",
    severity: "error",
    from: { path: "^src/", pathNot: [composition, "^src/cli/"] },
    to: { path: composition },
  },
  {
    name: "product-code-needs-no-test-or-demo",
    severity: "error",
    from: { path: "^src/" },
    to: { path: "^(test|demo|bench|tools)/" },
  },
];

export const cruiseOptions = {
  doNotFollow: { path: "node_modules" },
  tsPreCompilationDeps: true,
  tsConfig: { fileName: "tsconfig.json" },
  enhancedResolveOptions: {
    exportsFields: ["exports"],
    conditionNames: ["import", "node", "types", "default"],
    extensions: [".ts", ".js", ".mjs", ".d.ts"],
  },
};
