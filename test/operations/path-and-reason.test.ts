import { describe, expect, it } from "vitest";
import { parseInput } from "../../src/app/registry.ts";
import { parseCommand } from "../../src/domain/command.ts";
import { failover } from "../../src/operations/failover.ts";
import { get } from "../../src/operations/get.ts";
import { register } from "../../src/operations/register.ts";

const parsed = {
  get: (text: string) => parseInput(get.input, parseCommand(text)),
  failover: (text: string) => parseInput(failover.input, parseCommand(text)),
  register: (text: string) => parseInput(register.input, parseCommand(text)),
};

describe.each(["get", "failover", "register"] as const)("what is typed after %s", (name) => {
  it("is a path, forgiving capitals and slashes, and a reason", () => {
    expect(parsed[name](`${name} /Binance/Key2/  compare  it`)).toMatchObject({ path: "binance/key2", reason: "compare it" });
  });

  it.each([
    ["nothing", "", new RegExp(`^${name}\\.[a-z]+-missing$`)],
    ["a path that is none", "binance/../db", /^entry\.bad-path$/],
    ["a flag", "binance --force", new RegExp(`^${name}\\.flag-unknown$`)],
    ["a long reason", `binance ${"word ".repeat(80)}`, /^command\.reason-too-long$/],
  ])("is refused with what to type: %s", (_, text, key) => {
    expect(() => parsed[name](`${name} ${text}`)).toThrow(
      expect.objectContaining({ sentence: expect.objectContaining({ key: expect.stringMatching(key) }) }),
    );
  });
});

it("the words of an operation parse to its input again", () => {
  const input = { path: "binance/key2", reason: "compare it" };

  expect(get.words(input)).toEqual({ words: ["binance/key2", "compare", "it"], flags: [] });
  expect(parseInput(get.input, get.words(input))).toEqual(input);
  expect(parseInput(failover.input, failover.words(input))).toEqual(input);
  expect(parseInput(register.input, register.words({ ...input, handed: null }))).toEqual({ ...input, handed: null });
});
