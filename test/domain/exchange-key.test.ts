import { describe, expect, it } from "vitest";
import { isSameKey } from "../../src/domain/exchange-key.ts";
import { Secret } from "../../src/domain/secret.ts";

const key = (apiKey: string, secretKey: string) =>
  new Map([
    ["api_key", new Secret(apiKey)],
    ["secret_key", new Secret(secretKey)],
  ]);

describe("a key of an exchange", () => {
  it.each([
    ["the same", key("a", "b"), key("a", "b"), true],
    ["another secret half", key("a", "b"), key("a", "c"), false],
    ["another public half", key("a", "b"), key("c", "b"), false],
    ["none", key("a", "b"), undefined, false],
    ["none beside none", null, undefined, true],
  ] as const)("is compared with both halves: %s", (_, one, other, expected) => {
    expect(isSameKey(one, other)).toBe(expected);
    expect(isSameKey(other, one)).toBe(expected);
  });
});
