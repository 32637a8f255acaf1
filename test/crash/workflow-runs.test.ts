import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Mode } from "../../demo/parts/fake-github/faults.ts";
import { alice } from "../support/builders.ts";
import type { Moment } from "../support/crashable.ts";
import { drive } from "../support/drive.ts";
import type { ProcessRun } from "../support/process-run.ts";
import { aRotationCase, type RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { brokenRun, moveRuns } from "../support/workflow-run.ts";

const lanes = 16;
const command = (): string => "run build level=high";
const isPoint = (moment: Moment): boolean => /^workflowRuns\.|^store\.save/.test(moment);

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

interface Lived {
  readonly moments: readonly (readonly Moment[])[];
  readonly broken: readonly string[];
}

async function livesOf(
  deaths: readonly Moment[],
  happens: (aCase: RotationCase, processRun: ProcessRun) => void = () => {},
): Promise<Lived> {
  const aCase = await aRotationCase(platform);
  const moments: (readonly Moment[])[] = [];
  try {
    for (const diesAt of [...deaths, undefined]) {
      const processRun = await aCase.processRun({ diesAt });
      moments.push(processRun.moments);
      happens(aCase, processRun);
      if ((await drive(aCase, processRun, { command, onWait: () => moveRuns(aCase), retries: 1 })) === "quiet") break;
    }
    return { moments, broken: await brokenRun(aCase) };
  } finally {
    await aCase.stop();
  }
}

describe("T21 a process that dies at any moment of run", () => {
  it("once, and again at the same point: there is one run, and it is followed to its end", async () => {
    const undisturbed = await livesOf([]);
    const points = (undisturbed.moments[0] ?? []).filter(isPoint);

    const found = await pMap(
      points.flatMap((point) => (point.includes("dispatch") ? [[point], [point, point]] : [[point]])),
      async (deaths) => (await livesOf(deaths)).broken.map((sentence) => `${deaths.join(", then ")}: ${sentence}`),
      { concurrency: lanes },
    );

    expect(undisturbed.broken).toEqual([]);
    expect(found.flat()).toEqual([]);
    expect(points.filter((point) => point.startsWith("workflowRuns.")).length).toBeGreaterThan(8);
  });
});

describe("a dispatch", () => {
  const faults: readonly (readonly [string, Mode["mode"]])[] = [
    ["is lost on its way", "drop"],
    ["is done, and its answer is lost", "commit-then-drop"],
    ["is done, and answered with 502", "commit-then-502"],
    ["meets a limit", "secondary-limit-429"],
  ];
  it.each(faults)("that %s: there is one run in the end", async (_, mode) => {
    const lived = await livesOf([], ({ fake }) => fake.mode({ mode, methods: ["POST"], path: "/dispatches", times: 1 }));

    expect(lived.broken).toEqual([]);
  });

  it("of a server that does not say which run it made: the run is found", async () => {
    const lived = await livesOf([], ({ fake }) => fake.tellRuns(false));

    expect(lived.broken).toEqual([]);
  });

  it("that is refused leaves nothing: the request has failed, and nothing is left to do", async () => {
    const aCase = await aRotationCase(platform);
    const processRun = await aCase.processRun({
      onCall: ({ name }) => {
        if (name === "workflowRuns.dispatch")
          aCase.fake.workflowState({
            repository: "acme/profinaut",
            path: ".github/workflows/build.yml",
            state: "disabled_manually",
          });
      },
    });

    await drive(aCase, processRun, { command });

    expect(await aCase.newest()).toMatchObject({ state: "failed", note: { key: "run.failed-clean" } });
    expect(aCase.fake.runs()).toEqual([]);
    await aCase.stop();
  });
});

describe("a run", () => {
  it("that is cancelled by a person is cancelled at GitHub, once, and says who wanted it", async () => {
    const aCase = await aRotationCase(platform);
    const processRun = await aCase.processRun();
    let isAsked = false;
    const onWait = async (): Promise<void> => {
      const request = await aCase.newest();
      if (!isAsked && request?.steps.some((step) => step.id === "follow" && step.state === "running")) {
        isAsked = true;
        await processRun.stop(request.id, alice);
      }
    };

    await drive(aCase, processRun, { command, onWait });

    expect(aCase.fake.runs()).toMatchObject([{ conclusion: "cancelled" }]);
    expect(await aCase.newest()).toMatchObject({
      state: "failed",
      note: { key: "workflow.stopped", params: { by: alice.userId } },
    });
    expect(aCase.fake.requests().filter(({ path }) => path.endsWith("/cancel"))).toHaveLength(1);
    await aCase.stop();
  });

  it("that fails is over: the card names the jobs, and nothing is dispatched again", async () => {
    const aCase = await aRotationCase(platform);
    aCase.fake.script({ path: ".github/workflows/build.yml", conclusion: "failure" });
    const processRun = await aCase.processRun();

    await drive(aCase, processRun, { command, onWait: () => moveRuns(aCase) });

    expect(await aCase.newest()).toMatchObject({
      state: "failed",
      note: { key: "workflow.ended", params: { conclusion: "failure", failed: ["compile"] } },
    });
    expect(aCase.fake.runs()).toHaveLength(1);
    await aCase.stop();
  });
});
