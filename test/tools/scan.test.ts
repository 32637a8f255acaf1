import { describe, expect, it } from "vitest";
import { findInFiles } from "../../tools/scan.ts";

const found = (text: string, path = "src/some.ts") => findInFiles([path], () => text);
const letters = "A1b2C3d4".repeat(5);

describe("the scan for what must not be published", () => {
  it.each([
    ["a Slack token", `const token = "${"xox"}b-${letters}";`, "looks like a credential"],
    ["a GitHub token", `${"gh"}p_${letters}`, "looks like a credential"],
    ["a Vault token", `${"hv"}s.${letters}`, "looks like a credential"],
    ["an AWS key", `${"AK"}IA${"A1B2".repeat(4)}`, "looks like a credential"],
    ["a private key", `-----BEGIN ${"PRIVATE"} KEY----- MII`, "looks like a credential"],
    ["a folder of somebody", `open("/${"home"}/somebody/x")`, "a path of one machine"],
    ["a registry", `https://registry.${"npmjs"}.org/x`, "a registry's address"],
  ])("finds %s, with file and line", (_, line, what) => {
    expect(found(`first\n${line}\n`)).toEqual([{ path: "src/some.ts", line: 2, what }]);
  });

  it.each([
    ["a download address in the lock file", '"resolved": "x"', "package-lock.json"],
    ["a version that is not exact", '    "zod": "^4.0.0"', "package.json"],
    ["a version that is not exact, of a scope", '    "@slack/bolt": "~5.1.0"', "package.json"],
  ])("finds %s", (_, line, path) => {
    expect(found(line, path)).toHaveLength(1);
    expect(found(line)).toEqual([]);
  });

  it.each([
    "a word about tokens such as xoxb-… and hvs.…",
    "-----BEGIN CERTIFICATE-----",
    "https://example.com/home/page",
    'import x from "../work/queue.ts"',
  ])("leaves alone: %s", (line) => {
    expect(found(line)).toEqual([]);
  });

  it("does not look into pictures", () => {
    expect(found(`${"hv"}s.${letters}`, "docs/card.png")).toEqual([]);
  });
});
