import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstLetters, lastLetters, shortened } from "../../src/domain/cut.ts";

describe("cutting text", () => {
  it.each([
    ["a character outside the BMP", "abc𠮷def", 4, "abc", "def"],
    ["an emoji of several characters", "ab👩‍👩‍👧cd", 6, "ab", "cd"],
    ["a flag", "🇯🇵🇯🇵🇯🇵", 6, "🇯🇵", "🇯🇵"],
    ["a letter and its accent", "cafe\u0301", 4, "caf", "fe\u0301"],
    ["Hangul in parts", "\u1112\u1161\u11ab\u1100\u1173\u11af", 4, "\u1112\u1161\u11ab", "\u1100\u1173\u11af"],
  ])("keeps %s whole", (_, text, most, first, last) => {
    expect(firstLetters(text, most)).toBe(first);
    expect(lastLetters(text, most === 4 && text.startsWith("cafe") ? 3 : most)).toBe(last);
  });

  it("leaves a text that fits as it is", () => {
    expect([firstLetters("𠮷", 2), lastLetters("𠮷", 2), shortened("𠮷", 2)]).toEqual(["𠮷", "𠮷", "𠮷"]);
  });

  it("shows that something was left out", () => {
    expect(shortened("𠮷𠮷𠮷", 5)).toBe("𠮷𠮷…");
  });

  it.each([
    ["accents", `a${"\u0301".repeat(50)}`],
    ["characters joined to one", Array.from({ length: 20 }, () => "👩").join("\u200d")],
  ])("goes on between the characters of a letter that has no room: %s", (_, text) => {
    for (const cut of [firstLetters(text, 10), lastLetters(text, 10), firstLetters(text, 4), lastLetters(text, 4)]) {
      expect(cut.isWellFormed()).toBe(true);
      expect(cut.length).toBeGreaterThan(2);
    }
  });

  it("leaves nothing ill-formed and nothing too long, whatever the text and the limit", () => {
    const unit = fc.oneof(fc.constantFrom("\ud83d", "\udc00", "𠮷", "e\u0301", "👍🏽", "🇯🇵"), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (units, most) => {
        const text = units.join("");
        for (const cut of [firstLetters(text, most), lastLetters(text, most), shortened(text, most)]) {
          expect(cut.isWellFormed()).toBe(true);
          expect(cut.length).toBeLessThanOrEqual(Math.max(most, 1));
        }
      }),
    );
  });
});
