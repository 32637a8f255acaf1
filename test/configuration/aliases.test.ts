import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ConfigError } from "../../src/configuration/config-error.ts";
import { readConfigFile } from "../../src/configuration/read-file.ts";
import { saidBy } from "./in-words.ts";

const aFile = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "profinaut-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "profinaut.yml");
  writeFileSync(path, text);
  return path;
};

it.each([
  { what: "names no anchor", text: "channel: *nowhere\n" },
  {
    what: "is used without end",
    text: `a: &a [x, y]\nroles:\n${Array.from({ length: 200 }, (_, at) => `  r${at}: *a`).join("\n")}\n`,
  },
])("an alias that $what is a mistake of the configuration, said as one", ({ text }) => {
  const path = aFile(text);

  expect(() => readConfigFile(path)).toThrow(ConfigError);
  expect(saidBy(() => readConfigFile(path))).toContain(`${path}: an alias`);
});
