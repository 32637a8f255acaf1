import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "../../src/operations/index.ts";
import { notAccountedFor, putBackMatrix } from "../support/put-back/matrix.ts";
import { putBackStories } from "../support/put-back/stories.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

/** Of each story so many cases, which this seed takes; test/long/put-back.test.ts goes through all. */
const atMost = 4;
const seed = Number(process.env["PUT_BACK_SEED"] ?? Date.now() % 1_000_000);

describe("T24 a Redis of an hour ago that is put back, as it was at any moment of", () => {
  it("every operation there is: each has a story", () => {
    const told = new Set(Object.values(putBackStories).map(({ operation }) => operation));

    expect(operations.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([]);
  });

  it(`some of them: what was seen to go on does not go on by itself, and asking again works (PUT_BACK_SEED=${seed})`, async () => {
    const { tried, wrong } = await putBackMatrix(platform, { seed, atMost });

    expect(wrong).toEqual([]);
    expect(tried).toHaveLength(atMost * Object.keys(putBackStories).length);
    expect(notAccountedFor(tried)).toEqual([]);
  });
});
