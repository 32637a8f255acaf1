import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Moment } from "../support/crashable.ts";
import { drive } from "../support/drive.ts";
import { aCaseWithRepository, branch, brokenProposal, repository } from "../support/proposed-workflows.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

/** What this operation does and notes; showing and queueing are killed by the matrix of the others. */
const isPoint = (moment: Moment): boolean => /^proposals\.|^store\.save/.test(moment);
const lanes = 24;
const command = () => "install-workflows first time";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

async function livesWith(deaths: readonly Moment[]) {
  const aCase = await aCaseWithRepository(platform);
  try {
    let moments: readonly Moment[] = [];
    for (const diesAt of [...deaths, undefined]) {
      const processRun = await aCase.processRun({ diesAt });
      moments = processRun.moments;
      await drive(aCase, processRun, { command });
    }
    return { moments, broken: await brokenProposal(aCase) };
  } finally {
    await aCase.stop();
  }
}

it("a process that dies anywhere in proposing workflows leaves one pull request, with all of it, and one true story", async () => {
  const { moments, broken: undisturbed } = await livesWith([]);
  expect(undisturbed).toEqual([]);
  const points = [...new Set(moments.filter(isPoint))];
  expect(points.length).toBeGreaterThan(15);

  const failures: string[] = [];
  await pMap(
    points,
    async (point) => {
      const ended = await livesWith([point]);
      if (ended.broken.length > 0) failures.push(`${point}: ${ended.broken.join("; ")}`);
    },
    { concurrency: lanes },
  );
  expect(failures).toEqual([]);
});

describe("an answer that is lost", () => {
  it.each([
    ["of the branch", "POST", "/git/refs"],
    ["of the commit", "POST", "/git/commits"],
    ["of the pull request", "POST", "/pulls"],
  ])("%s is settled by looking", async (_, method, path) => {
    const aCase = await aCaseWithRepository(platform);
    try {
      aCase.fake.mode({ mode: "commit-then-drop", methods: [method], path, times: 1 });
      await drive(aCase, await aCase.processRun(), { command });

      expect(await brokenProposal(aCase)).toEqual([]);
    } finally {
      await aCase.stop();
    }
  });
});

it("a pull request that GitHub refuses takes the branch back with it", async () => {
  const aCase = await aCaseWithRepository(platform);
  try {
    aCase.fake.mode({ mode: "missing-permission", methods: ["POST"], path: "/pulls" });
    await drive(aCase, await aCase.processRun(), { command });

    expect(await aCase.newest()).toMatchObject({ state: "failed", note: { key: "run.failed-clean" } });
    expect([aCase.fake.pulls(), aCase.fake.tip(repository, branch)]).toEqual([[], undefined]);
  } finally {
    await aCase.stop();
  }
});
