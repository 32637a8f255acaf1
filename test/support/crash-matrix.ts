import pMap from "p-map";
import { crashSample } from "./crash-sample.ts";
import type { Moment } from "./crashable.ts";

/** Lives one after the other, each dying at its moment if it gets there, and then one that does not die. */
export interface Lives {
  /** What each of them did. */
  readonly moments: readonly (readonly Moment[])[];
  /** What does not hold in the end. */
  readonly broken: readonly string[];
}

/** So many processes at a time: they mostly wait, for a settled write or for GitHub's pace of one write a second. */
const lanes = 24;

/**
 * Runs every list of deaths of a sample, some at a time.
 * @param mustCome of each list; the later deaths of a list do not come where the first attempt's effect is found
 * @returns those after which something did not hold, or of which fewer came than must; in sentences
 */
export async function failuresAfter(
  all: readonly (readonly Moment[])[],
  livesOf: (deaths: readonly Moment[]) => Promise<Lives>,
  mustCome = 1,
): Promise<readonly string[]> {
  const found = await pMap(
    crashSample(all),
    async (deaths) => {
      try {
        const { moments, broken } = await livesOf(deaths);
        const missed = moments.length - 1 < mustCome ? [`only ${moments.length - 1} deaths came`] : [];
        return [...missed, ...broken].map((sentence) => `${deaths.join(", then ")}: ${sentence}`);
      } catch (error) {
        return [`${deaths.join(", then ")}: ${error instanceof Error ? error.stack : "no error"}`];
      }
    },
    { concurrency: lanes },
  );
  return found.flat();
}
