import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterAll, describe, expect, it } from "vitest";
import { cruiseOptions, layerRules } from "./layer-rules.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Cruises `src` of a folder under the project's rules. */
async function seen(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(["src"], {
    ...cruiseOptions,
    baseDir,
    tsConfig: { fileName: join(root, "tsconfig.json") },
    validate: true,
    ruleSet: { forbidden: layerRules },
  });
  if (typeof output === "string") throw new Error("expected a result, not text");
  return output;
}

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => `src/${path}`);

describe("who imports whom", () => {
  it("is as the layers allow, over every module there is", async () => {
    const { modules, summary } = await seen(root);
    const ours = modules.map(({ source }) => source).filter((source) => source.startsWith("src/"));

    expect(new Set(ours)).toEqual(new Set(sources));
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(modules.find(({ source }) => source === "src/wiring/bot.ts")?.dependencies.length).toBeGreaterThan(20);
  });
});

describe("the rules", () => {
  const folder = mkdtempSync(join(tmpdir(), "profinaut-layers-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const breaches: readonly (readonly [what: string, from: string, imports: string, rule: string])[] = [
    ["a rule that asks an adapter", "src/domain/rule.ts", "../vault/client.ts", "domain-imports-only-itself"],
    ["an operation that knows a vendor", "src/operations/op.ts", "../github/client.ts", "operations-imports-only-domain-ports"],
    ["a use case that knows Slack", "src/app/use.ts", "../slack/view.ts", "app-imports-only-domain-ports"],
    ["a reader of keys that can send them", "src/openpgp/reader.ts", "../exchange/http.ts", "openpgp-imports-only-domain-ports"],
    ["an adapter that uses another", "src/vault/client.ts", "../redis/client.ts", "vault-imports-only-domain-ports"],
    ["an adapter that reads the configuration", "src/redis/client.ts", "../wiring/config.ts", "redis-imports-only-domain-ports"],
    ["a second reader of cron patterns", "src/domain/other.ts", "../../node_modules/croner/c.js", "one-file-reads-cron-patterns"],
    ["a rule that reads files", "src/domain/reader.ts", "node:fs", "pure-core-does-no-input-or-output"],
    ["product code that uses a test", "src/slack/helper.ts", "../../test/builders.ts", "product-code-needs-no-test-or-demo"],
  ];

  it("find every breach in a tree made for it", async () => {
    const files = new Map<string, string>();
    for (const [, from, imports] of breaches) {
      files.set(from, `${files.get(from) ?? ""}import "${imports}";\n`);
      const target = join(dirname(from), imports);
      if (imports.startsWith(".") && !files.has(target)) files.set(target, "");
    }
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }

    const { summary } = await seen(folder);
    const found = summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);

    for (const [what, from, , rule] of breaches) expect(found, what).toContain(`${rule} ${from}`);
  });
});

describe("the environment", () => {
  it("is read by the configuration alone", () => {
    const readers = sources.filter((path) => readFileSync(join(root, path), "utf8").includes("process.env"));

    expect(readers).toEqual(["src/wiring/config.ts"]);
  });
});

describe("the host's clock", () => {
  it("T26 is read by the composition roots, and where BullMQ's times are compared: whoever waits goes by one that nobody sets", () => {
    const readers = sources.filter((path) => /\bDate\.now\b|new Date\(\)/.test(readFileSync(join(root, path), "utf8")));

    expect([...readers].sort()).toEqual([
      "src/cli/audit/diff.ts",
      "src/cli/audit/export.ts",
      "src/configuration/cron-pattern.ts",
      "src/main.ts",
      "src/queue/queue.ts",
      "src/queue/worker.ts",
      "src/wiring/commands/audit.ts",
      "src/wiring/commands/bootstrap.ts",
      "src/wiring/commands/exec.ts",
      "src/wiring/config.ts",
    ]);
  });
});

describe("clients", () => {
  const callersOf: { readonly [call: string]: readonly string[] } = {
    "createRedis(": ["src/wiring/commands/audit.ts", "src/wiring/redis.ts"],
    "createConnections(": ["src/wiring/commands/audit.ts", "src/wiring/redis.ts"],
    "new Redis(": ["src/redis/connections.ts"],
    "createTransport(": [
      "src/wiring/commands/audit.ts",
      "src/wiring/commands/bootstrap.ts",
      "src/wiring/commands/exec.ts",
      "src/wiring/vault.ts",
    ],
    "createClientQueue(": ["src/wiring/slack.ts"],
    "createJobs(": ["src/wiring/redis.ts"],
    "createGitHubClient(": ["src/wiring/github.ts"],
    "createWorker(": ["src/main.ts"],
    "createKeyProbes(": ["src/main.ts"],
  };

  it.each(Object.entries(callersOf))("%s is called in the composition roots only", (call, roots) => {
    const callers = sources.filter((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return text.replaceAll(`function ${call}`, "").includes(call);
    });

    expect([...callers].sort()).toEqual(roots);
  });
});
