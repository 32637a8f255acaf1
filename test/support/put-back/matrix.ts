import pMap from "p-map";
import { randomNumbers } from "../random-numbers.ts";
import type { SmallPlatform } from "../small-platform.ts";
import { type Case, casesOf, type Loss, pointsOf, survived } from "./put-back.ts";
import { putBackStories } from "./stories.ts";

/** So many worlds at a time: they mostly wait for GitHub's pace of one write a second. */
const lanes = 24;

export interface Tried {
  readonly name: string;
  readonly disturbed: Case;
  readonly loss: Loss;
}

export interface Found {
  readonly tried: readonly Tried[];
  /** Each a sentence. */
  readonly wrong: readonly string[];
}

/**
 * Those after which it simply went on although that was not to be expected: only where nothing was written to the log since the copy was
 * made, or where nobody outside had seen more, which is so for as long as no run is over.
 */
export const notAccountedFor = (tried: readonly Tried[]): readonly string[] =>
  tried
    .filter(({ loss, disturbed: { fate } }) => loss === "seen by nobody" && fate !== "nobody sees more")
    .map(({ name, disturbed }) => nameOf(name, disturbed));

const nameOf = (story: string, { copiedAt, fate, diesAt, isLater, part, again }: Case): string =>
  `${story}, copied ${copiedAt}, ${fate}${diesAt === undefined ? "" : ` ${diesAt}`}${part === undefined ? "" : `, ${part} alone`}${
    isLater ? ", put back an hour later" : ""
  }${again === undefined ? "" : `, then ${again}`}`;

/**
 * Puts the store back as it was at points of every story.
 * @param atMost how many cases of each story are tried, taken by chance; all unless it is given
 */
export async function putBackMatrix(
  platform: SmallPlatform,
  { seed, atMost = Number.POSITIVE_INFINITY }: { readonly seed: number; readonly atMost?: number },
): Promise<Found> {
  const stories = Object.entries(putBackStories);
  const planned = await pMap(
    stories,
    async ([name, story]) => {
      const random = randomNumbers([seed, name.length]);
      const { points, moments, wrong } = await pointsOf(platform, story);
      const left = [...casesOf(points, moments, random)];
      const cases: Case[] = [];
      while (left.length > 0 && cases.length < atMost) cases.push(...left.splice(random() % left.length, 1));
      return { name, story, cases, wrong: wrong.map((sentence) => `${name}, undisturbed: ${sentence}`) };
    },
    { concurrency: lanes },
  );
  const all = planned.flatMap(({ name, story, cases }) => cases.map((disturbed) => ({ name, story, disturbed })));
  const results = await pMap(
    all,
    async ({ name, story, disturbed }) => {
      const what = nameOf(name, disturbed);
      try {
        const { loss, wrong } = await survived(platform, story, disturbed);
        return { tried: [{ name, disturbed, loss }], wrong: wrong.map((sentence) => `${what}: ${sentence}`) };
      } catch (error) {
        return { tried: [], wrong: [`${what}: ${error instanceof Error ? error.stack : "no error"}`] };
      }
    },
    { concurrency: lanes },
  );
  return {
    tried: results.flatMap(({ tried }) => tried),
    wrong: [...planned.flatMap(({ wrong }) => wrong), ...results.flatMap(({ wrong }) => wrong)],
  };
}
