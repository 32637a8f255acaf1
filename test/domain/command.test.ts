import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCommand, parseCommand } from "../../src/domain/command.ts";
import { say } from "../../src/domain/sentence.ts";
import { parseRandomLines, understood } from "../support/random-command-lines.ts";

describe("parseCommand", () => {
  it.each([
    ["nothing", "", { name: "", words: [], flags: [] }],
    ["spaces alone", "  \t ", { name: "", words: [], flags: [] }],
    ["a name in any case", "ROTATE", { name: "rotate", words: [], flags: [] }],
    ["words with extra spaces", "  rotate   Profinaut-DB  now ", { name: "rotate", words: ["Profinaut-DB", "now"], flags: [] }],
    ["a flag anywhere", "rotate --Leaked x laptop lost", { name: "rotate", words: ["x", "laptop", "lost"], flags: ["leaked"] }],
    ["a flag first", "--leaked rotate x", { name: "rotate", words: ["x"], flags: ["leaked"] }],
    ["smart quotes", "rotate “x” ‘y’", { name: "rotate", words: ["x", "y"], flags: [] }],
    ["a dash that a phone made of two", "rotate x —leaked", { name: "rotate", words: ["x"], flags: ["leaked"] }],
    ["a dash between words", "rotate x lost – stolen", { name: "rotate", words: ["x", "lost", "–", "stolen"], flags: [] }],
    ["full-width letters", "ｒｏｔａｔｅ ｘ", { name: "rotate", words: ["x"], flags: [] }],
    ["two dashes alone", "rotate -- x", { name: "rotate", words: ["--", "x"], flags: [] }],
    ["marks nobody sees", "rotate\u200b x\u202ey", { name: "rotate", words: ["x", "y"], flags: [] }],
    ["a line break", "rotate x\nfake", { name: "rotate", words: ["x", "fake"], flags: [] }],
  ])("understands %s", (_, text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  it.each([
    ["too many letters", "x".repeat(2_001)],
    ["too many letters once the spaces are gone", `rotate ${"y ".repeat(250)}y`],
    ["letters that grow", "\ufdfa".repeat(200)],
    ["letters that grow in lower case", "İ".repeat(400)],
  ])("refuses %s", (_, text) => {
    expect(() => parseCommand(text)).toThrow(expect.objectContaining({ code: "command.too-long" }));
  });

  it("T10 refuses what looks like a secret, and does not repeat it", () => {
    const canary = `hvs.${"CANARY0".repeat(5)}`;

    const refusal = refusalOf(`rotate profinaut-db ${canary}`);

    expect(refusal).toMatchObject({
      code: "command.secret",
      sentence: { key: "command.secret", params: { what: say("secret.token", { vendor: "HashiCorp Vault" }) } },
    });
    expect(JSON.stringify(refusal)).not.toContain("CANARY");
  });

  it.each([
    ["split over quotes", `rotate "hvs.${"A1b2".repeat(8)}"`],
    ["in full-width letters", `rotate ｈｖｓ.${"A1b2".repeat(8)}`],
    ["in upper case in the place of the command", `GHP_${"A1b2".repeat(8)}`],
    ["put together from both sides of a flag", "rotate -----BEGIN --now PRIVATE KEY"],
  ])("T10 refuses a secret %s", (_, text) => {
    expect(refusalOf(text)).toMatchObject({ code: "command.secret" });
  });
});

describe("formatCommand", () => {
  it("writes the name, the words, then the flags", () => {
    expect(formatCommand({ name: "rotate", words: ["x", "why"], flags: ["leaked"] })).toBe("rotate x why --leaked");
  });

  it.each(['x "–leaked"', "x '--leaked'", "H\u0331 y", "x ‑–y", "\u0000--a --B İ"])(
    "is read back as what it was written from: %s",
    (text) => {
      const command = parseCommand(text);

      expect(parseCommand(formatCommand(command))).toEqual(command);
    },
  );

  it("is read back as what it was written from, for any text", () => {
    const piece = fc.constantFrom(
      ..."abZ09",
      "--",
      "-",
      "—",
      "–",
      "−",
      " ",
      "\u3000",
      "\t",
      '"',
      "'",
      "`",
      "“",
      "\u200d",
      "\u0331",
      "İ",
      "ẞ",
      "ﬁ",
      "H",
      "\ud800",
    );
    const text = fc.oneof(fc.string({ unit: piece, maxLength: 60 }), fc.string({ unit: "binary", maxLength: 60 }));

    fc.assert(
      fc.property(text, (typed) => {
        const command = understood(typed);
        fc.pre(command !== undefined);

        const again = command && parseCommand(formatCommand(command));

        expect(again).toEqual(command);
      }),
      { numRuns: 8_000 },
    );
  });
});

describe("a hundred thousand command lines (a million: test/long/command-lines.test.ts)", () => {
  it("never make the parser throw anything but InputError", () => {
    expect(parseRandomLines(100_000)).toBe(100_000);
  });
});

function refusalOf(text: string): unknown {
  try {
    return parseCommand(text);
  } catch (error) {
    return error;
  }
}
