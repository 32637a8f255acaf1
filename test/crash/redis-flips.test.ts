import { describe, expect, it } from "vitest";
import { operations } from "../../src/operations/index.ts";
import { flipStories } from "../support/flip-stories.ts";
import { flipTests, seed } from "../support/flip-tests.ts";

it("T12 every operation has a story", () => {
  const told = new Set(Object.values(flipStories).map(({ operation }) => operation));

  expect(told).toEqual(new Set(operations.map(({ name }) => name)));
});

describe.concurrent(`T12 somebody who writes to Redis (FLIPS_SEED=${seed})`, () => {
  flipTests({ oneIn: 800, lanes: 1 });
});
