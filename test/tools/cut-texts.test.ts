import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cutTexts } from "../../tools/cut-texts.ts";

const root = mkdtempSync(join(tmpdir(), "profinaut-cuts-"));
afterAll(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

describe("a text that is cut by units", () => {
  it("is found, and what is no such cut is not", () => {
    write("tsconfig.json", JSON.stringify({ compilerOptions: { noLib: true, strict: true }, include: ["src"] }));
    write("src/domain/cut.ts", "export const first = (text: string) => text.slice(0, 4);");
    write(
      "src/slack/texts.ts",
      [
        "const most = 40;",
        "export const cuts = (text: string, key: string | undefined) => [",
        "  text.slice(0, 200),",
        "  text.substring(1, most - 1),",
        '  ("owner=" + text).slice(0, most),',
        "  key?.slice(-4),",
        "];",
        "export const parts = (text: string, all: { slice(from: number, to: number): string }, at: number) => [",
        '  text.slice("user:".length),',
        "  text.slice(0, at),",
        "  text.slice(at + 1),",
        "  all.slice(0, 3),",
        "];",
      ].join("\n"),
    );

    const found = cutTexts(join(root, "tsconfig.json"), root);

    expect(found.map(({ path, line }) => `${path}:${line}`)).toEqual([3, 4, 5, 6].map((line) => `src/slack/texts.ts:${line}`));
  });
});
