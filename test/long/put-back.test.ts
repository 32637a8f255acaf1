import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedParts } from "../support/memory-store.ts";
import { notAccountedFor, putBackMatrix } from "../support/put-back/matrix.ts";
import { agains, fates } from "../support/put-back/put-back.ts";
import { putBackStories } from "../support/put-back/stories.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

/** Takes the moments at which processes die. */
const seed = Number(process.env["PUT_BACK_SEED"] ?? Date.now() % 1_000_000);

describe("T24 a Redis of an hour ago that is put back, as it was at every moment of every operation", () => {
  it(`what was seen to go on does not go on by itself, and asking again works (PUT_BACK_SEED=${seed})`, async () => {
    const { tried, wrong } = await putBackMatrix(platform, { seed });

    expect(wrong).toEqual([]);
    expect(notAccountedFor(tried)).toEqual([]);
    const toldOf = new Set(tried.map(({ name, disturbed }) => `${name}, ${disturbed.fate}`));
    const all = Object.keys(putBackStories).flatMap((name) => fates.map((fate) => `${name}, ${fate}`));
    expect(all.filter((each) => !toldOf.has(each))).toEqual([]);
    const isTried = (variant: string): boolean =>
      tried.some(({ disturbed: { part, again } }) => part === variant || again === variant);
    expect([...storedParts, ...agains].filter((each) => !isTried(each))).toEqual([]);
  }, 3_600_000);
});
