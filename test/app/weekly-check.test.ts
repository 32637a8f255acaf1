import { describe, expect, it } from "vitest";
import { createCheckRunner } from "../../src/app/check-runner.ts";
import { createWeeklyCheck, type WeeklyCheckDeps } from "../../src/app/weekly-check.ts";
import type { Check, Finding } from "../../src/domain/check.ts";
import { say } from "../../src/domain/sentence.ts";
import { checkPorts } from "../support/check-ports.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, upstream } from "./a-bot.ts";

const sentence = say("help.summary", {});
const open: Finding = { about: "door/open", severity: "warning", what: sentence, why: sentence, mend: sentence };

/** A house with one door that is looked at, and what the channel hears of it. */
function aHouse(findings: readonly Finding[] = [], changes: Partial<WeeklyCheckDeps> = {}) {
  const bot = aBot(aFakeOperation());
  let looks = 0;
  const check: Check = {
    ...{ name: "door", title: sentence, everyMs: 60_000 },
    run: async () => {
      looks += 1;
      return { findings };
    },
  };
  const { reports, audit, locks } = bot.memory;
  const { log, now, view } = bot;
  const runChecks = createCheckRunner({
    checks: [check],
    ports: checkPorts(),
    reports,
    audit,
    locks,
    alarms: bot.alarms,
    stuck: bot.stuck,
    log,
    now,
  });
  const weekly = createWeeklyCheck({
    ...{ checks: [check], runChecks, reports, locks, audit, announce: view.announce, now },
    ...changes,
  });
  return { bot, looks: () => looks, run: (slot: string, signal = new AbortController().signal) => weekly(slot, signal) };
}

describe("the weekly check", () => {
  it("looks at everything and says one line when all is in order", async () => {
    const { bot, run } = aHouse();

    await run("2026-W48");

    expect(bot.view.announced).toEqual([{ heading: say("check.all-in-order", { count: 1 }), sections: [] }]);
    const [entry] = await bot.memory.audit.entries(1, 10);
    expect(entry).toMatchObject({ action: "weekly-check.posted", details: { slot: "2026-W48", warnings: 0 } });
  });

  it("says what was found, with what to do", async () => {
    const { bot, run } = aHouse([open]);

    await run("2026-W48");

    expect(bot.view.announced[0]?.sections.flatMap(({ lines }) => lines.map(({ key }) => key))).toContain("check.warning");
  });

  it("says it once for each slot, however often it is called", async () => {
    const { bot, run, looks } = aHouse();

    await run("2026-W48");
    await run("2026-W48");
    await Promise.all([run("2026-W49"), run("2026-W49")]);

    expect(bot.view.announced).toHaveLength(2);
    expect(looks()).toBe(2);
  });

  it("is said again when it could not be said", async () => {
    let failures = 1;
    const said: unknown[] = [];
    const { run } = aHouse([], {
      announce: async (answer) => {
        if (failures-- > 0) throw upstream({ service: "slack" });
        said.push(answer);
      },
    });

    await expect(run("2026-W48")).rejects.toMatchObject({ service: "slack" });
    await run("2026-W48");

    expect(said).toHaveLength(1);
  });

  it("says nothing after it was told to stop, or when another process took over", async () => {
    const stop = new AbortController();
    const stopped = aHouse([], { runChecks: async () => stop.abort() });
    const stolen = aHouse([], { runChecks: async () => stolen.bot.memory.locks.steal("weekly-check") });

    await expect(stopped.run("2026-W48", stop.signal)).rejects.toThrow();
    await expect(stolen.run("2026-W48")).rejects.toThrow();

    expect([...stopped.bot.view.announced, ...stolen.bot.view.announced]).toEqual([]);
  });

  it("lets a lock go that cannot be given back", async () => {
    const house = aHouse();
    const { locks } = house.bot.memory;
    const { run } = aHouse([], {
      locks: {
        acquire: async (lock) => {
          const held = await locks.acquire(lock);
          return held && { ...held, release: () => Promise.reject(upstream({ service: "redis" })) };
        },
      },
    });

    await expect(run("2026-W48")).resolves.toBeUndefined();
  });
});
