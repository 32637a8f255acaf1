import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNotable, mostNoted, noted, notedPeople, notedText } from "../../src/domain/noted.ts";

describe("what is noted in Vault", () => {
  it.each([
    ["a plain name", "鈴木 一郎", "鈴木 一郎"],
    ["a family of emoji", "Rei 👩‍👩‍👧", "Rei 👩👩👧"],
    ["marks of direction and joiners", "\u202eRei\u202c\u200bK\ufeff", "ReiK"],
    ["spaces of other kinds", " Rei\u3000K.\u00a0\n(ops)\t", "Rei K. (ops)"],
    ["half a character", "Rei \ud83d", "Rei"],
    ["an ideograph that Vault does not know", "\u{2ebf1}田", "�田"],
    ["one of another extension", "山\u{323b1}", "山�"],
  ])("is one line of what Vault takes: %s", (_, text, kept) => {
    expect(notedText(text)).toBe(kept);
    expect(isNotable(notedText(text), mostNoted.textBytes)).toBe(true);
  });

  it.each([
    ["ASCII", "x".repeat(600), 509],
    ["three bytes each", "字".repeat(200), 169],
    ["four bytes and two units each", "𠮷".repeat(200), 127],
  ])("is cut by bytes between letters: %s", (_, text, letters) => {
    expect([...notedText(text)]).toHaveLength(letters + 1);
    expect(notedText(text)).toMatch(/…$/);
    expect(notedText(text.slice(0, 100))).toBe(text.slice(0, 100));
  });

  it("fits, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 700 }), (text) => {
        const kept = notedText(text);
        expect(kept === "" || isNotable(kept, mostNoted.textBytes)).toBe(true);
      }),
    );
  });

  it("names people by id where their name cannot be seen", () => {
    const people = [
      { name: "\u2800\u200b".replace("\u2800", ""), userId: "U0A" },
      { name: "Bob", userId: "U0B" },
    ];
    expect(notedPeople(people)).toBe("U0A, Bob");
  });

  it("leaves out what has no text, and the last where there is too much", () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`n${at}`, "x"]));

    const kept = noted({ owner: "\u200b", request: "req_1", ...many });

    expect(Object.keys(kept)).toHaveLength(64);
    expect(kept).toMatchObject({ request: "req_1", n0: "x" });
    expect(kept).not.toHaveProperty("owner");
  });
});
