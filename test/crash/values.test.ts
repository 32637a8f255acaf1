import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bob } from "../support/builders.ts";
import { failuresAfter } from "../support/crash-matrix.ts";
import type { Moment } from "../support/crashable.ts";
import { drive } from "../support/drive.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { aValueCase, type ValueCase, valueOperations } from "../support/value-case.ts";
import { answers, type ValueStory, valueStories } from "../support/value-stories.ts";

/** Calls that change something, show something, or decide on what was looked at. */
const isPoint = (moment: Moment): boolean =>
  /^(?:appRoles|entries|waiting|wrapping|handOff|view)\.|^store\.save|^audit\.append|^viewState\.write|^jobs\.ensure/.test(
    moment,
  );

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

async function livesOf({ ask, meanwhile, broken, ...options }: ValueStory, deaths: readonly Moment[]) {
  const aCase = await aValueCase(platform, options);
  const moments: (readonly Moment[])[] = [];
  try {
    for (const diesAt of [...deaths, undefined]) {
      const processRun = await aCase.processRun({ diesAt });
      moments.push(processRun.moments);
      const people = { command: () => "", ask: () => ask(processRun, aCase), onOverlap: async () => meanwhile?.(aCase) };
      if ((await drive(aCase, processRun, people)) === "quiet") break;
    }
    // Whoever sweeps comes by again; a value whose record never came is younger than it looks.
    aCase.advance(20 * 60_000);
    await (await aCase.processRun()).collectOrphans();
    return { moments, broken: [...(await broken(aCase)), ...(await aCase.broken())] };
  } finally {
    await aCase.stop();
  }
}

it("there is a story of every operation on values", () => {
  expect(new Set(Object.keys(valueStories).map((name) => name.split(",")[0]))).toEqual(new Set(valueOperations));
});

describe.each(Object.entries(valueStories))("T21 a process that dies at any moment of %s", (_, story) => {
  let points: readonly Moment[] = [];
  beforeAll(async () => {
    const { moments, broken } = await livesOf(story, []);
    expect(broken).toEqual([]);
    points = (moments[0] ?? []).filter((moment) => (story.own === undefined ? isPoint(moment) : story.own.test(moment)));
    expect(points.length).toBeGreaterThan(30);
  });

  it("its first attempt: another one finishes, and everything holds", async () => {
    expect(
      await failuresAfter(
        points.map((point) => [point]),
        (deaths) => livesOf(story, deaths),
      ),
    ).toEqual([]);
  });

  it("its first and its second attempt, at the same point", async () => {
    expect(
      await failuresAfter(
        points.map((point) => [point, point]),
        (deaths) => livesOf(story, deaths),
      ),
    ).toEqual([]);
  });
});

describe("a value", () => {
  const run = async (story: ValueStory | undefined, arrange: (aCase: ValueCase) => void): Promise<readonly string[]> => {
    if (story === undefined) return ["there is no such story"];
    const aCase = await aValueCase(platform, story);
    try {
      const processRun = await aCase.processRun();
      arrange(aCase);
      await drive(aCase, processRun, { command: () => "", ask: () => story.ask(processRun, aCase) });
      return [...(await story.broken(aCase)), ...(await aCase.broken())];
    } finally {
      await aCase.stop();
    }
  };

  it.each([
    ["register, typed into the form", "entries.write"],
    ["register, typed into the form, over another version", "entries.write"],
    ["register, as a wrapping token", "entries.write"],
    ["register, typed into the form", "entries.describe"],
    ["register, typed into the form", "waiting.remove"],
    ["failover", "entries.write"],
    ["get", "entries.readWrapped"],
  ])("of %s ends well when the answer to %s is lost", async (story, call) => {
    expect(await run(valueStories[story], ({ lose }) => lose(call))).toEqual([]);
  });

  it("whose wrapping token's answer is lost is lost with it, and the request says so", async () => {
    expect(await run(valueStories["register, as a wrapping token"], ({ lose }) => lose("wrapping.open"))).toEqual([]);
  });

  it("T7 goes back for approval when somebody writes another version after the approval", async () => {
    const aCase = await aValueCase(platform, { before: true });
    try {
      const processRun = await aCase.processRun();
      const { id } = await processRun.fill(`register ${aCase.role}`, answers({ lines: `VALUE=${aCase.value}` }));
      await processRun.work(id);
      await processRun.decide(id, bob);
      await aCase.writeByHand();

      await processRun.work(id);

      expect(await aCase.newest()).toMatchObject({ state: "pending", note: { key: "request.drifted" }, decisions: [] });
      expect(await aCase.stored()).toMatchObject({ version: 2, value: "written by hand meanwhile" });
    } finally {
      await aCase.stop();
    }
  });

  it.each(["failover", "register"])(
    "of %s notes who approved and whose it is, whatever their names are made of",
    async (command) => {
      const aCase = await aValueCase(platform, { areKeys: command === "failover" });
      const name = `\u202e\u{2ebf1}田 👩\u200d👩\u200d👧 ${"𠮷".repeat(300)}`;
      try {
        const processRun = await aCase.processRun();
        const typed = answers({ lines: `VALUE=${aCase.value}` }, { owner: "Treasury\u200b\u3000\u{2ebf1}田" });
        const text = `${command} ${aCase.role}`;
        const { id } = command === "failover" ? await processRun.submit(text) : await processRun.fill(text, typed);
        await processRun.work(id);
        await processRun.decide(id, { ...bob, name });

        await processRun.work(id);

        expect(await aCase.newest()).toMatchObject({ state: "succeeded" });
        expect(await aCase.stored()).toMatchObject({
          value: aCase.value,
          about: { request: id, approver: expect.stringMatching(/^\ufffd田 👩👩👧 𠮷+…$/u) },
        });
      } finally {
        await aCase.stop();
      }
    },
  );

  it("that nobody approves is swept from where it waits", async () => {
    const aCase = await aValueCase(platform);
    try {
      const processRun = await aCase.processRun();
      const { id } = await processRun.fill(`register ${aCase.role}`, answers({ lines: `VALUE=${aCase.value}` }));
      await processRun.work(id);
      const before = await aCase.waiting();
      await processRun.decide(id, bob, "deny");

      await processRun.collectOrphans();

      expect(before).toEqual([id]);
      expect(await aCase.waiting()).toEqual([]);
    } finally {
      await aCase.stop();
    }
  });
});
