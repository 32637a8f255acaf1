import { describe, expect, it } from "vitest";
import { createAnchorWatch, createCheckpointWatch } from "../../src/app/other-half.ts";
import { aStanding } from "./a-standing.ts";

const minute = 60_000;

/** Both halves, each with what the other one is to do and with what watches it. */
async function bothHalves() {
  const scene = await aStanding();
  const { standing, gaps, alarms, looked } = scene.start();
  const deps = { audit: scene.audit, standing, alarms, monotonicMs: scene.bot.now };
  return {
    scene,
    advance: scene.bot.advance,
    told: () => scene.bot.view.alarms.map(({ key }) => key),
    looked,
    halves: {
      "no-checkpoint": { sign: scene.bot.witness, runChecks: createCheckpointWatch({ ...deps, witnesses: gaps }) },
      "no-anchor": { sign: scene.note, runChecks: createAnchorWatch({ ...deps, anchor: scene.anchor }) },
    },
  };
}

describe.each([
  ["no-checkpoint", "standing.no-checkpoint", "standing.checkpoint-again"],
  ["no-anchor", "standing.no-anchor", "standing.anchor-again"],
] as const)("T24 %s of the log although it moves on", (half, missing, again) => {
  async function aWatch() {
    const { halves, scene, ...rest } = await bothHalves();
    const { sign, runChecks } = halves[half];
    return {
      ...{ ...rest, scene, sign },
      runChecks: async () => {
        await rest.looked();
        await runChecks();
      },
    };
  }

  it("is an alarm after five minutes, hourly, until there is one again", async () => {
    const { scene, advance, told, sign, runChecks } = await aWatch();
    await sign();
    await runChecks();
    await scene.write(1);
    await runChecks();
    advance(5 * minute - 1);
    await runChecks();
    const before = told();
    advance(1);
    await runChecks();
    await runChecks();
    const atOnce = told();
    advance(60 * minute);
    await scene.write(1);
    await runChecks();
    const hourly = told();
    await sign();
    advance(minute);
    await runChecks();
    await runChecks();

    expect([before, atOnce, hourly, told()]).toEqual([[], [missing], [missing, missing], [missing, missing, again]]);
    expect(scene.bot.view.alarms[0]?.params).toEqual({ seq: 4, minutes: 5 });
  });

  it("is an alarm where there never was one", async () => {
    const { scene, advance, told, runChecks } = await aWatch();
    await runChecks();
    advance(5 * minute);
    await runChecks();

    expect([told(), scene.bot.view.alarms[0]?.params]).toEqual([[missing], { seq: 0, minutes: 5 }]);
  });

  it("is none while the other half keeps up, however busy the log is", async () => {
    const { scene, advance, told, sign, runChecks } = await aWatch();
    for (let round = 0; round < 10; round += 1) {
      await sign();
      await scene.write(2);
      advance(2 * minute);
      await runChecks();
    }

    expect(told()).toEqual([]);
  });

  it("is over also when the log has moved on again meanwhile", async () => {
    const { scene, advance, told, sign, runChecks } = await aWatch();
    await runChecks();
    advance(5 * minute);
    await runChecks();
    await sign();
    await scene.write(1);
    advance(minute);
    await runChecks();

    expect(told()).toEqual([missing, again]);
  });

  it("is none while nothing is written, and none while the log cannot be believed", async () => {
    const { scene, advance, told, sign, runChecks } = await aWatch();
    await sign();
    await runChecks();
    advance(60 * minute);
    await runChecks();
    await scene.write(1);
    await runChecks();
    scene.isEndDamaged = true;
    advance(60 * minute);
    await runChecks();
    scene.isEndDamaged = false;
    advance(minute);
    await runChecks();

    expect(told()).toEqual([]);
  });
});
