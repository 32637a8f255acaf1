import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inLanes } from "../../src/domain/in-lanes.ts";
import { drive } from "../support/drive.ts";
import { brokenStory } from "../support/invariants.ts";
import type { Moment } from "../support/mortal.ts";
import { aRotationCase, type RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

/** What this operation does and notes; showing and queueing are killed by the matrix of the others. */
const isPoint = (moment: Moment): boolean => /^proposals\.|^store\.save/.test(moment);
const lanes = 24;
const repository = "acme/profinaut";
const branch = "profinaut/workflows";
const command = () => "install-workflows first time";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

async function aCaseWithRepository(): Promise<RotationCase> {
  const aCase = await aRotationCase(platform);
  aCase.double.commitFile({ repository, path: "README.md", content: "hello\n" });
  return aCase;
}

/** What must hold at the end and does not. */
async function broken({ double, memory, view, newest }: RotationCase): Promise<readonly string[]> {
  const request = await newest();
  const pulls = double.pulls();
  return [
    ...(request?.state === "succeeded" ? [] : [`ended as ${request?.state}: ${JSON.stringify(request?.note)}`]),
    ...(pulls.length === 1 && pulls[0]?.state === "open" ? [] : [`${pulls.length} pull requests`]),
    ...(pulls[0]?.body.includes(request?.id ?? "?") ? [] : ["the pull request is nobody's"]),
    ...(double.file(repository, ".github/workflows/one.yml", branch)?.endsWith("name: One\non: push\n") ? [] : ["no workflow"]),
    ...(double.file(repository, ".github/profinaut/shared.sh", branch)?.endsWith("branch=main\n") ? [] : ["no script"]),
    ...(double.file(repository, ".github/workflows/one.yml") === undefined ? [] : ["it wrote to the default branch"]),
    ...view.alarms.map(({ key }) => `alarm: ${key}`),
    ...brokenStory({
      requests: (await memory.store.recent(100)).toReversed(),
      trail: await memory.audit.entries(1, 10_000),
      cards: view.cards().map(({ requestId, revision, lines }) => ({
        requestId,
        isTrue: (one) => one.revision === revision,
        lines,
      })),
      isUnsaid: () => false,
      secrets: [],
      sinks: [],
    }),
  ];
}

async function livesWith(deaths: readonly Moment[]) {
  const aCase = await aCaseWithRepository();
  try {
    let moments: readonly Moment[] = [];
    for (const diesAt of [...deaths, undefined]) {
      const life = await aCase.life({ diesAt });
      moments = life.moments;
      await drive(aCase, life, { command });
    }
    return { moments, broken: await broken(aCase) };
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
  await inLanes(lanes, points, async (point) => {
    const ended = await livesWith([point]);
    if (ended.broken.length > 0) failures.push(`${point}: ${ended.broken.join("; ")}`);
  });
  expect(failures).toEqual([]);
});

describe("an answer that is lost", () => {
  it.each([
    ["of the branch", "POST", "/git/refs"],
    ["of the commit", "POST", "/git/commits"],
    ["of the pull request", "POST", "/pulls"],
  ])("%s is settled by looking", async (_, method, path) => {
    const aCase = await aCaseWithRepository();
    try {
      aCase.double.mode({ mode: "commit-then-drop", methods: [method], path, times: 1 });
      await drive(aCase, await aCase.life(), { command });

      expect(await broken(aCase)).toEqual([]);
    } finally {
      await aCase.stop();
    }
  });
});

it("a pull request that GitHub refuses takes the branch back with it", async () => {
  const aCase = await aCaseWithRepository();
  try {
    aCase.double.mode({ mode: "missing-permission", methods: ["POST"], path: "/pulls" });
    await drive(aCase, await aCase.life(), { command });

    expect(await aCase.newest()).toMatchObject({ state: "failed", note: { key: "run.failed-clean" } });
    expect([aCase.double.pulls(), aCase.double.tip(repository, branch)]).toEqual([[], undefined]);
  } finally {
    await aCase.stop();
  }
});
