import { expect, it } from "vitest";
import { textOfScalar } from "../../src/domain/json.ts";

it.each([
  ["a text", '"00123"', "00123"],
  ["a boolean", "false", "false"],
  ["a port", "6379", "6379"],
  ["a fraction below zero", "-12.5", "-12.5"],
  ["fifteen digits", "999999999999999", "999999999999999"],
])("gives %s as JSON writes it", (_, json, text) => {
  expect(textOfScalar(JSON.parse(json))).toBe(text);
});

it.each(["null", "[1]", '{"a":"b"}', "9007199254740993", "1e300", "1e-9", "0.12345678901234567"])(
  "gives no text for %s",
  (json) => {
    expect(textOfScalar(JSON.parse(json))).toBeUndefined();
  },
);
