import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineDifference } from "../../src/domain/line-difference.ts";

describe("the difference of two texts", () => {
  const line = fc.constantFrom("a", "b", "c", "d");
  const text = fc.array(line, { maxLength: 12 });

  it("makes one of the other, and keeps what both have", () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const changed = lineDifference(from.join("\n"), to.join("\n"));

        const kept = (lines: readonly string[], sign: "+" | "-") => {
          const rest = [...lines];
          for (const { line } of changed.filter((one) => one.sign === sign)) rest.splice(rest.indexOf(line), 1);
          return rest.sort();
        };
        expect(kept(from, "-")).toEqual(kept(to, "+"));
      }),
    );
  });

  it("is no longer than it has to be, and in reading order: what goes stands before what comes in its place", () => {
    const shown = (from: string, to: string): string =>
      lineDifference(from, to)
        .map(({ sign, line }) => `${sign}${line}`)
        .join(" ");

    expect(shown("a\nb\nc\nd", "a\nc\nx\nd\ne")).toBe("-b +x +e");
    expect(shown("a\nold\nz", "a\nnew\nz")).toBe("-old +new");
    expect(shown("", "a\nb")).toBe("+a +b");
  });

  it("is nothing for the same text, and everything where comparing would take too long", () => {
    const numbered = (prefix: string) => Array.from({ length: 2_500 }, (_, at) => `${prefix} ${at}`).join("\n");

    expect(lineDifference("a\n\nb\n", "a\nb")).toEqual([]);
    expect(lineDifference(numbered("a"), numbered("b"))).toHaveLength(5_000);
  });
});
