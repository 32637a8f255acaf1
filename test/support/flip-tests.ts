import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { type Sample, tryFlips } from "./flip-matrix.ts";
import type { FlipWorlds } from "./flip-stories/story.ts";
import { flipStories } from "./flip-stories.ts";
import { type SmallPlatform, startSmallPlatform } from "./small-platform.ts";

/** `FLIPS_SEED` chooses others; the same ones without it. */
export const seed = Number(process.env["FLIPS_SEED"] ?? 1);

/** Tests of a sample of all changes, a test for each story; `FLIPS_ONE_IN=1` makes every one, and half as many pairs. */
export function flipTests({ oneIn: byDefault, lanes }: Pick<Sample, "oneIn" | "lanes">): void {
  const oneIn = Number(process.env["FLIPS_ONE_IN"] ?? byDefault);
  const servers: { redis?: RunningRedis; platform?: SmallPlatform } = {};
  beforeAll(async () => {
    servers.redis = await startRedis();
    servers.platform = await startSmallPlatform();
  }, 120_000);
  afterAll(async () => {
    await servers.platform?.stop();
    await servers.redis?.stop();
  });
  const worlds = (): FlipWorlds => {
    if (servers.redis === undefined || servers.platform === undefined) throw new Error("the servers have not started");
    return { platform: servers.platform, redisUrl: servers.redis.url };
  };

  it.each(Object.entries(flipStories))(
    "while there is %s ends nothing in use, repeats nothing, runs nothing unapproved, and is noticed",
    async (title, story) => {
      const { wrong } = await tryFlips(worlds(), title, story, { oneIn, pairsOneIn: 2 * oneIn, seed, lanes });

      expect(wrong).toEqual([]);
    },
    24 * 3_600_000,
  );
}
