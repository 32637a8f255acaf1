import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntryPath, isEntryPath, isStaging } from "../../src/domain/entry-path.ts";

const allowed = /^[a-z0-9][a-z0-9_.-]{0,63}(\/[a-z0-9][a-z0-9_.-]{0,63}){0,4}$/;

describe("T9 the path of a value", () => {
  it.each([
    ["binance", "binance"],
    ["binance/key2", "binance/key2"],
    [" /Staging/DB/ ", "staging/db"],
    ["a/b/c/d/e", "a/b/c/d/e"],
    ["v1.2_x-y", "v1.2_x-y"],
    ["x".repeat(64), "x".repeat(64)],
  ])("reads %j as %j", (text, path) => {
    expect(EntryPath.parse(text)).toBe(path);
    expect(isEntryPath(path)).toBe(true);
  });

  it.each([
    ...[
      "",
      "/",
      " ",
      ".",
      "..",
      "a/..",
      "../a",
      "a/./b",
      "a//b",
      "a..b",
      ".a",
      "-a",
      "_a",
      "a b",
      "a\nb",
      "a\\b",
      "a%2fb",
      "a?b",
      "a#b",
    ],
    ...["キー", "a/b/c/d/e/f", "x".repeat(65), "x/".repeat(300), "/".repeat(100_000)],
    Array.from({ length: 4 }, () => "x".repeat(60)).join("/"),
  ])("refuses %j with a sentence that does not repeat it", (text) => {
    const parsed = EntryPath.safeParse(text);

    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues).toMatchObject([{ params: { sentence: { key: "entry.bad-path", params: {} } } }]);
  });

  it("never leaves its grammar, and reads what it has read as the same", () => {
    const piece = fc.constantFrom(
      "..",
      ".",
      "/",
      "\\",
      "%2e",
      "%2F",
      "?",
      "#",
      " ",
      "\u0000",
      "a",
      "A",
      "binance",
      "é",
      "０",
      "\u212a",
      "-",
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
      fc.stringMatching(/^[a-zA-Z0-9_.\-/%]{0,80}$/),
      fc.string({ unit: "binary", maxLength: 40 }),
    );
    let accepted = 0;

    fc.assert(
      fc.property(text, (typed) => {
        const parsed = EntryPath.safeParse(typed);
        if (!parsed.success) return true;
        accepted += 1;
        return allowed.test(parsed.data) && !parsed.data.includes("..") && EntryPath.parse(parsed.data) === parsed.data;
      }),
      { numRuns: 20_000 },
    );

    expect(accepted).toBeGreaterThan(500);
  });

  it("knows staging by its first part alone", () => {
    expect(["staging", "staging/db", "stagingdb", "db/staging", "binance"].map(isStaging)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
