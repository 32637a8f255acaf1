import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readDeclaredFiles } from "../../src/configuration/declared-files.ts";
import { readConfigFile } from "../../src/configuration/read-file.ts";
import { platformRoles } from "../../src/vault/declared/declaration.ts";

const root = join(import.meta.dirname, "../..");
const example = readConfigFile(join(root, "profinaut.yml.example"));
const declaration = readDeclaredFiles(join(root, "vault"));
const inFolder = (folder: string): readonly string[] => readdirSync(join(root, "github", folder));
const texts = ["workflows", "canary", "profinaut"].flatMap((folder) =>
  inFolder(folder).map((name) => readFileSync(join(root, "github", folder, name), "utf8")),
);

describe("what profinaut.yml.example names is there", () => {
  it("workflows, in the templates", () => {
    const named = Object.values(example.workflows).map(({ file }) => file);

    expect(named.length).toBeGreaterThan(0);
    for (const file of named) expect(inFolder("workflows")).toContain(file);
  });

  it("workflows that people may run, which are started by a dispatch", () => {
    for (const { file } of Object.values(example.workflows))
      expect(parse(readFileSync(join(root, "github/workflows", file), "utf8")).on).toHaveProperty("workflow_dispatch");
  });

  it("canaries, in the templates", () => {
    const named = Object.values(example.roles).flatMap(({ canary }) => canary?.workflow ?? []);

    expect(named.length).toBeGreaterThan(0);
    for (const file of named) expect(inFolder("canary")).toContain(file);
  });

  it("roles and exchanges, in what vault/ declares", () => {
    const places = { kvMount: example.vault.kvMount, kvBase: example.vault.kvBase, approleMount: example.vault.approleMount };
    const roles = platformRoles(declaration, places).map(({ role }) => role);

    for (const role of Object.keys(example.roles)) expect(roles).toContain(role);
    for (const exchange of Object.keys(example.exchanges)) expect(declaration.exchanges).toContain(exchange);
  });

  it("secrets, in what the templates read", () => {
    expect(example.github.secrets.length).toBeGreaterThan(0);
    for (const { secret } of example.github.secrets)
      expect(
        texts.some((text) => text.includes(`secrets.${secret}`)),
        secret,
      ).toBe(true);
  });
});
