import { expect, it } from "vitest";
import { parseRandomLines } from "../support/random-command-lines.ts";

it("a million command lines never make the parser throw anything but InputError", () => {
  expect(parseRandomLines(1_000_000)).toBe(1_000_000);
});
