import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "../../src/operations/index.ts";
import { failuresAfter, type Lives } from "../support/crash-matrix.ts";
import type { Moment } from "../support/crashable.ts";
import { drive } from "../support/drive.ts";
import { aRotationCase, type RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { valueOperations } from "../support/value-case.ts";

/** What somebody types to see an operation from its beginning to its end. An operation without a line here or a test of its own fails below. */
const examples: { readonly [operation: string]: readonly ((role: string) => string)[] } = {
  rotate: [(role) => `rotate ${role} weekly rotation`, (role) => `rotate ${role} --leaked laptop lost`],
};

/** Operations with a crash test of their own: clean-up.test.ts, workflow-runs.test.ts, install-workflows.test.ts, unlock.test.ts; redact and adopt in kill.test.ts. */
const elsewhere: readonly string[] = [...valueOperations, "clean-up", "adopt", "run", "install-workflows", "unlock", "redact"];

/** Calls that change something, show something, or decide on what was looked at. */
const isPoint = (moment: Moment): boolean =>
  /^(?:appRoles|destinations|view)\.|^store\.save|^audit\.append|^viewState\.write|^jobs\.ensure/.test(moment);

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

async function livesOf(command: (role: string) => string, deaths: readonly Moment[]): Promise<Lives> {
  const aCase = await aRotationCase(platform);
  const broken: string[] = [];
  const moments: (readonly Moment[])[] = [];
  try {
    const onOverlap = async (): Promise<void> => void broken.push(...(await aCase.broken()));
    for (const diesAt of [...deaths, undefined]) {
      const processRun = await aCase.processRun({ diesAt });
      moments.push(processRun.moments);
      if ((await drive(aCase, processRun, { command, onOverlap })) === "quiet") break;
    }
    return { moments, broken: [...broken, ...(await unfinished(aCase)), ...(await aCase.broken())] };
  } finally {
    await aCase.stop();
  }
}

async function unfinished({ newest, view }: RotationCase): Promise<readonly string[]> {
  const request = await newest();
  const isDone = request?.state === "succeeded" && request.laterSteps.every(({ state }) => state === "done");
  return [...(isDone ? [] : [`ended as ${request?.state}`]), ...view.alarms.map(({ key }) => `alarm: ${key}`)];
}

/** Each list of deaths has as many as must come, unless that is said. */
const failures = (
  command: (role: string) => string,
  all: readonly (readonly Moment[])[],
  mustCome = all[0]?.length ?? 0,
): Promise<readonly string[]> => failuresAfter(all, (deaths) => livesOf(command, deaths), mustCome);

describe("T21 a process that dies at any moment of", () => {
  it("every operation there is has an example", () => {
    const names = operations.map(({ name }) => name);

    expect(names.filter((name) => examples[name] === undefined && !elsewhere.includes(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
  });

  for (const { name } of operations)
    describe.each(examples[name] ?? [])(`${name}, example %#`, (command) => {
      let points: readonly Moment[] = [];
      beforeAll(async () => {
        const { moments, broken } = await livesOf(command, []);
        expect(broken).toEqual([]);
        points = (moments[0] ?? []).filter(isPoint);
      });

      it("its first attempt: another one finishes, and everything holds", async () => {
        const found = await failures(
          command,
          points.map((point) => [point]),
        );

        expect(found).toEqual([]);
        expect(points.length).toBeGreaterThan(80);
      });

      // The others differ from the first in what they end with, not in how they are taken up again.
      if (command !== examples[name]?.[0]) return;

      it("its first and its second attempt, at the same point", async () => {
        const found = await failures(
          command,
          points.map((point) => [point, point]),
          1,
        );

        expect(found).toEqual([]);
      });

      it.each([
        ["issued and not recorded", "appRoles.issueWrapped 1 after"],
        ["delivered to the first destination alone", "destinations.put 1 after"],
        ["delivered everywhere and not recorded", "destinations.put 2 after"],
      ])("its second attempt, when the first left something %s", async (_, first) => {
        const { moments } = await livesOf(command, [first]);
        const second = (moments[1] ?? []).filter(isPoint);

        const found = await failures(
          command,
          second.map((point) => [first, point]),
        );

        expect(found).toEqual([]);
        expect(points).toContain(first);
        expect(second.length).toBeGreaterThan(40);
      });
    });
});
