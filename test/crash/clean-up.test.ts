import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aRotatedRole, brokenCleanUp, isCleanUp, strangers } from "../support/cleaned-role.ts";
import { failuresAfter } from "../support/crash-matrix.ts";
import type { Moment } from "../support/crashable.ts";
import { drive } from "../support/drive.ts";
import type { RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

/** Calls that change something, show something, or decide on what was looked at. */
const isPoint = (moment: Moment): boolean =>
  /^(?:appRoles|view)\.|^store\.save|^audit\.append|^viewState\.write|^jobs\.ensure/.test(moment);

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

async function livesOf(deaths: readonly Moment[]) {
  const { aCase, byHand } = await aRotatedRole(platform);
  const newest: RotationCase["newest"] = async () => (await aCase.memory.store.recent(100)).find(isCleanUp);
  const moments: (readonly Moment[])[] = [];
  try {
    for (const diesAt of [...deaths, undefined]) {
      const processRun = await aCase.processRun({ diesAt });
      moments.push(processRun.moments);
      const command = (role: string): string => `clean-up ${role} old pipeline`;
      const { role, now, advance } = aCase;
      if ((await drive({ role, now, advance, newest }, processRun, { command })) === "quiet") break;
    }
    return { moments, broken: await brokenCleanUp(platform, { ...aCase, newest }, byHand) };
  } finally {
    await aCase.stop();
  }
}

describe("T21 a process that dies at any moment of a clean-up", () => {
  let points: readonly Moment[] = [];
  beforeAll(async () => {
    const { moments, broken: sentences } = await livesOf([]);
    expect(sentences).toEqual([]);
    points = (moments[0] ?? []).filter(isPoint);
    expect(points.filter((point) => point.startsWith("appRoles.destroy"))).toHaveLength(2 * strangers);
  });

  it("its first attempt: another one finishes, and everything holds", async () => {
    expect(
      await failuresAfter(
        points.map((point) => [point]),
        livesOf,
      ),
    ).toEqual([]);
  });

  it("its first and its second attempt, at the same point", async () => {
    expect(
      await failuresAfter(
        points.map((point) => [point, point]),
        livesOf,
      ),
    ).toEqual([]);
  });
});
