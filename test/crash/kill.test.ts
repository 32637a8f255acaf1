import { describe, expect, it } from "vitest";
import { operations } from "../../src/operations/index.ts";
import { crashSample } from "../support/crash-sample.ts";
import type { Point } from "../support/dying-bot.ts";
import { type Ending, type Plan, seeThrough } from "../support/kill-matrix.ts";
import { killStories } from "../support/kill-stories.ts";

/** How often the whole matrix runs: `CRASH_RUNS=10 npx vitest run test/crash/kill.test.ts`. */
const runs = Number(process.env["CRASH_RUNS"] ?? 1);
/** Worlds at a time: each mostly waits for locks of the dead to run out. */
const worlds = 3;
const names = Object.keys(killStories);
/** Every point of each story, as one that nobody disturbs passes them. */
async function pointsOfStories(): Promise<ReadonlyMap<string, readonly Point[]>> {
  const endings = await seeThrough(names.map((story) => ({ story, deaths: [] })));
  expect(endings.flatMap(({ broken }) => broken)).toEqual([]);
  return new Map(
    endings.map(({ story, passed }) => {
      const chance = killStories[story]?.chance;
      const effects = passed.filter((point) => point.startsWith("before ") && chance?.test(point) !== true);
      return [story, effects.flatMap((point) => [point, point.replace("before ", "after ")])];
    }),
  );
}

/**
 * A rotation dies at every effect and every record; the others at every effect of their own outside of Redis, as the records that all
 * have in common are gone through once, and each of their own in values.test.ts and clean-up.test.ts. `CRASH_EVERYWHERE=1`: at all.
 */
function plansFor(points: ReadonlyMap<string, readonly Point[]>): readonly Plan[] {
  const [first = ""] = names;
  const of = (story: string): readonly Point[] => points.get(story) ?? [];
  const isEverywhere = process.env["CRASH_EVERYWHERE"] === "1";
  const isOfAll = (point: Point): boolean => names.every((story) => of(story).includes(point));
  const isOwn = (story: string, point: Point): boolean =>
    killStories[story]?.own?.test(point) ??
    (killStories[story]?.operation === killStories[first]?.operation
      ? !of(first).includes(point)
      : !isOfAll(point) && !point.includes(" record "));
  const isOnce = (story: string, point: Point): boolean => story !== first && !isEverywhere && point.startsWith("before ");
  return names.flatMap((story) =>
    of(story)
      .filter((point) => story === first || isEverywhere || isOwn(story, point))
      .map((point) => ({ story, deaths: isOnce(story, point) ? [point] : [point, point] })),
  );
}

/** Plans of each story in every world, in their order, as what is cleaned up was rotated before. */
const share = (plans: readonly Plan[], world: number): readonly Plan[] => plans.filter((_, at) => at % worlds === world);

describe("T21 the bot is killed", () => {
  it("in a story of every operation of the registry", () => {
    const told = Object.values(killStories).map(({ operation }) => operation);

    expect(new Set(told)).toEqual(new Set(operations.map(({ name }) => name)));
  });

  it.each(Array.from({ length: runs }, (_, at) => at + 1))(
    "before and after every effect of every operation, in its first and second attempt (run %i)",
    async () => {
      const plans = crashSample(plansFor(await pointsOfStories()));

      const all = await Promise.all(Array.from({ length: worlds }, (_, world) => seeThrough(share(plans, world))));

      const endings = all.flat();
      const killed = endings.filter(({ died }) => died > 0);
      console.log(report(killed));
      expect(endings.flatMap(({ broken }) => broken)).toEqual([]);
      expect(killed.map(titleOf).sort()).toEqual(plans.map(titleOf).sort());
      expect(killed.filter(({ died }) => died === 2).length).toBeGreaterThan(plans.length / 3);
    },
    1_200_000,
  );
});

const titleOf = ({ story, deaths }: Plan): string => `${story}: ${deaths[0]}`;

function report(killed: readonly Ending[]): string {
  const lines = killed.map((ending) => `${ending.died === 2 ? "1st and 2nd" : "1st        "}  ${titleOf(ending)}`).sort();
  const twice = killed.filter(({ died }) => died === 2).length;
  return `The bot was killed at ${killed.length} points, at ${twice} of them twice:\n${lines.join("\n")}`;
}
