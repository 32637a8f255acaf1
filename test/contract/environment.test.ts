import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  loadBootstrapSettings,
  loadConfig,
  loadDiffSettings,
  loadExecSettings,
  loadExportSettings,
  loadLanguage,
} from "../../src/wiring/config.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const table = readme.slice(readme.indexOf("| variable | meaning |"), readme.indexOf("Each may be given as `NAME_FILE`"));
const inReadme = new Set(
  table
    .split("\n")
    .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = ""]) => name)),
);

/** Every variable that is asked for while all of it is loaded, whatever is set beside it. */
function askedFor(): ReadonlySet<string> {
  const asked = new Set<string>();
  const noting = (given: Record<string, string>) =>
    new Proxy(given, {
      get: (target, name) => {
        if (typeof name === "string") asked.add(name);
        return Reflect.get(target, name);
      },
    });
  const settings: readonly Record<string, string>[] = [
    {},
    { GITHUB_APP_ID: "1", SLACK_SIGNING_SECRET: "s", VAULT_ROLE_ID: "r" },
    { VAULT_SECRET_ID_WRAPPED: "w", VAULT_ROLE_ID: "r" },
  ];
  for (const given of settings)
    for (const load of [
      () => loadConfig({ env: noting(given) }),
      () => loadBootstrapSettings(noting(given)),
      () => loadExecSettings(undefined, noting(given)),
      () => loadExportSettings({ withKeys: true }, noting(given)),
      () => loadDiffSettings({ withRedis: true, withVault: true }, noting(given)),
      () => loadLanguage(noting(given)),
    ])
      try {
        load();
      } catch {
        // That something is missing is what it is to find out.
      }
  return new Set([...asked].filter((name) => !name.endsWith("_FILE")));
}

describe("the README's table of variables", () => {
  const asked = askedFor();

  it("has every variable that the code reads, and no other", () => {
    expect(asked.size).toBeGreaterThan(15);
    expect([...inReadme].sort()).toEqual([...asked].sort());
  });

  it("is the whole of it: nothing reads the environment past the readers", () => {
    const past = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && name !== "wiring/config.ts")
      .filter((name) => /process\.env\b/.test(readFileSync(join(root, "src", name), "utf8")));

    expect(past).toEqual([]);
  });
});
