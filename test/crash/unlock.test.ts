import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failuresAfter } from "../support/crash-matrix.ts";
import type { Moment } from "../support/crashable.ts";
import { drive } from "../support/drive.ts";
import type { Gatekeeper, Ruling } from "../support/http-gate.ts";
import { aLockedRole } from "../support/locked-role.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { lockoutOn } from "../vault/locked.ts";

/** Calls that change something, show something, or decide on what was looked at. */
const isPoint = (moment: Moment): boolean =>
  /^(?:lockouts|view)\.|^store\.save|^audit\.append|^viewState\.write|^jobs\.ensure/.test(moment);

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
  await lockoutOn(platform.vault.server, { threshold: 5 });
});
afterAll(() => platform?.stop());

const command = (role: string): string => `unlock ${role} the old worker is stopped`;

async function livesOf(deaths: readonly Moment[]) {
  const { aCase, broken } = await aLockedRole(platform);
  const moments: (readonly Moment[])[] = [];
  try {
    for (const diesAt of [...deaths, undefined]) {
      const processRun = await aCase.processRun({ diesAt });
      moments.push(processRun.moments);
      if ((await drive(aCase, processRun, { command })) === "quiet") break;
    }
    return { moments, broken: await broken() };
  } finally {
    await aCase.stop();
  }
}

describe("T21 a process that dies at any moment of an unlock", () => {
  let points: readonly Moment[] = [];
  beforeAll(async () => {
    const { moments, broken } = await livesOf([]);
    expect(broken).toEqual([]);
    points = (moments[0] ?? []).filter(isPoint);
    expect(points.filter((point) => point.startsWith("lockouts.end"))).toHaveLength(2);
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

/** What goes wrong with the call that ends the lockout, the first time it is made. */
async function disturbed(side: "before" | "after", ruling: Ruling) {
  let met = 0;
  const keeper: Gatekeeper = {
    before: ({ path }) => (path.includes("/unlock/") && side === "before" && met++ === 0 ? ruling : "pass"),
    after: ({ path }) => (path.includes("/unlock/") && side === "after" && met++ === 0 ? ruling : "pass"),
  };
  const quiet: Gatekeeper = { before: () => "pass", after: () => "pass" };
  const { aCase, login, broken } = await aLockedRole(platform, { keepers: { vault: keeper, gitHub: quiet } });
  try {
    await drive(aCase, await aCase.processRun(), { command, retries: 1 });
    return { request: await aCase.newest(), met, broken: await broken(), status: await login.good() };
  } finally {
    await aCase.stop();
  }
}

const answer = (status: number): Ruling => ({ status, body: '{"errors":[]}' });

describe("T21 the call that ends a lockout", () => {
  it.each<readonly [what: string, side: "before" | "after", ruling: Ruling]>([
    ["is lost on its way", "before", "cut"],
    ["is done, and its answer is lost", "after", "cut"],
    ["is refused with 500", "before", answer(500)],
    ["is done, and answered with 500", "after", answer(500)],
    ["finds Vault sealed", "before", answer(503)],
  ])("%s: the lockout ends all the same, once it can", async (_, side, ruling) => {
    const { met, broken } = await disturbed(side, ruling);

    expect(met).toBeGreaterThan(0);
    expect(broken).toEqual([]);
  });

  it("is forbidden: nothing has changed, and that is said", async () => {
    const { request, status } = await disturbed("before", answer(403));

    expect(request?.state).toBe("failed");
    expect(JSON.stringify(request?.note)).toContain("run.failed-clean");
    expect(status).toBe(403);
  });
});
