import { describe, expect, it, vi } from "vitest";
import { createAlarms } from "../../src/app/alarms.ts";
import { type CheckRunner, createCheckRunner } from "../../src/app/check-runner.ts";
import { type Check, type CheckContext, CheckReport, checkReportName, type Finding } from "../../src/domain/check.ts";
import type { Json } from "../../src/domain/json.ts";
import { say } from "../../src/domain/sentence.ts";
import { checkPorts } from "../support/check-ports.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, redisDown, upstream } from "./a-bot.ts";

const sentence = say("help.summary", {});
const withoutButton: Finding = {
  about: "door/open",
  severity: "alarm",
  what: say("seal.sealed", {}),
  why: sentence,
  mend: sentence,
};
const broken: Finding = { ...withoutButton, action: { label: sentence, command: "status" } };
const everyMs = 60_000;
const signal = (): AbortSignal => new AbortController().signal;

/** A door that is looked at once a minute, and what the looks were given. */
function aDoor(bot: Bot, look: Check["run"]) {
  const contexts: CheckContext[] = [];
  const check: Check = {
    name: "door",
    title: sentence,
    everyMs,
    run: async (context) => {
      contexts.push(context);
      return look(context);
    },
  };
  const { reports, audit, locks } = bot.memory;
  const { log, now } = bot;
  const watchOf = (alarms = bot.alarms) =>
    createCheckRunner({ checks: [check], ports: checkPorts(), reports, audit, locks, alarms, stuck: bot.stuck, log, now });
  /** Another process, which knows what it has said itself. */
  const watchWith = () => watchOf(createAlarms({ view: bot.view, log, now }));
  const report = async (): Promise<CheckReport> => CheckReport.parse((await reports.read(checkReportName(check)))?.content);
  const actions = async () => (await audit.entries(1, 100)).map(({ action, details }) => [action, details["about"]]);
  return { contexts, runChecks: watchOf(), watchOf, watchWith, report, actions, check };
}

describe("watching", () => {
  it("looks when it is due, or when it is told to look at everything", async () => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, async () => ({ findings: [], remember: { looked: true } }));

    await door.runChecks(signal());
    await door.runChecks(signal());
    expect(door.contexts.map(({ remembered }) => remembered)).toEqual([undefined]);
    bot.advance(everyMs);
    await door.runChecks(signal());
    await door.runChecks(signal(), { all: true });

    expect(door.contexts.map(({ remembered }) => remembered)).toEqual([undefined, { looked: true }, { looked: true }]);
  });

  it("looks although a clock that was ahead dated the last look in the future, also when started anew", async () => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, async () => ({ findings: [] }));
    bot.advance(9 * 60 * everyMs);
    await door.runChecks(signal());
    bot.advance(-9 * 60 * everyMs);

    await door.runChecks(signal());
    await door.watchOf()(signal());

    expect(door.contexts).toHaveLength(2);
    expect((await bot.memory.reports.read(checkReportName(door.check)))?.atMs).toBe(bot.now());
  });

  it("looks once, however many processes watch", async () => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, async () => ({ findings: [] }));

    await door.runChecks(signal());
    await door.watchOf()(signal());
    const held = await bot.memory.locks.acquire(checkReportName(door.check));
    bot.advance(everyMs);
    await door.watchOf()(signal());
    expect(door.contexts).toHaveLength(1);
    await held?.release();
    await door.watchOf()(signal());

    expect(door.contexts).toHaveLength(2);
  });

  it("says an alarm once when it begins and once when it is over, each on the trail first", async () => {
    const bot = aBot(aFakeOperation());
    let findings: readonly Finding[] = [broken];
    const door = aDoor(bot, async () => ({ findings }));
    const round = async (): Promise<void> => {
      await door.runChecks(signal());
      bot.advance(everyMs);
    };

    await round();
    await round();
    expect(bot.view.alarms.map(({ key }) => key)).toEqual(["check.raised"]);
    expect(bot.view.offered).toEqual([broken.action]);
    findings = [];
    await round();
    await round();

    expect(bot.view.alarms.map(({ key }) => key)).toEqual(["check.raised", "check.cleared"]);
    expect(bot.view.alarms[1]?.params).toMatchObject({ what: broken.what, lastedMs: 2 * everyMs });
    expect(await door.actions()).toEqual([
      ["finding.raised", "door/open"],
      ["finding.cleared", "door/open"],
    ]);
    expect(await door.report()).toMatchObject({ findings: [], over: [] });
  });

  it("says it again when it comes back after another process has said that it was over", async () => {
    const bot = aBot(aFakeOperation());
    let findings: readonly Finding[] = [broken];
    const door = aDoor(bot, async () => ({ findings }));
    const [one, other] = [door.watchWith(), door.watchWith()];
    const round = async (runChecks: CheckRunner): Promise<void> => {
      await runChecks(signal());
      bot.advance(everyMs);
    };

    await round(one);
    findings = [];
    await round(other);
    findings = [broken];
    await round(one);
    await round(one);
    findings = [];
    await round(other);
    await round(one);

    expect(bot.view.alarms.map(({ key }) => key)).toEqual(["check.raised", "check.cleared", "check.raised", "check.cleared"]);
  });

  it("T12 T22 says that it is over, and that it comes back, although somebody put back a report of before it began", async () => {
    const bot = aBot(aFakeOperation());
    let findings: readonly Finding[] = [];
    let failure: Error | undefined;
    const door = aDoor(bot, async () => {
      if (failure !== undefined) throw failure;
      return { findings };
    });
    const { reports } = bot.memory;
    const name = checkReportName(door.check);
    const round = async (): Promise<void> => {
      await door.runChecks(signal());
      bot.advance(everyMs);
    };
    await round();
    const before = await reports.read(name);
    const putBack = async (): Promise<void> => before && reports.save(name, before);
    findings = [broken];
    await round();

    await putBack();
    await round();
    await putBack();
    failure = upstream();
    await round();
    expect(bot.view.alarms.map(({ key }) => key)).toEqual(["check.raised"]);
    failure = undefined;
    findings = [];
    await putBack();
    await round();
    findings = [broken];
    await round();

    expect(bot.view.alarms.map(({ key }) => key)).toEqual(["check.raised", "check.cleared", "check.raised"]);
  });

  it("says it again when it is not certain that it was said", async () => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, async () => ({ findings: [broken] }));
    const { reports, audit, locks } = bot.memory;
    const mute = createCheckRunner({
      ...{ checks: [door.check], ports: checkPorts(), reports, audit, locks, stuck: bot.stuck, log: bot.log, now: bot.now },
      alarms: createAlarms({
        view: { ...bot.view, alarm: () => Promise.reject(upstream({ service: "slack" })) },
        log: bot.log,
        now: bot.now,
      }),
    });

    await mute(signal());
    expect(bot.logged.at(-1)).toMatchObject({ fields: { check: "door", code: "vault.sealed" } });
    bot.advance(everyMs);
    await door.runChecks(signal());

    expect(bot.view.alarms).toHaveLength(1);
  });

  it("keeps what it knew while it cannot look, and says why", async () => {
    const bot = aBot(aFakeOperation());
    const outcomes: (() => Promise<{ readonly findings: readonly Finding[]; readonly remember?: Json }>)[] = [
      async () => ({ findings: [withoutButton], remember: 7 }),
      () => Promise.reject(upstream()),
    ];
    const door = aDoor(bot, async () => outcomes.shift()?.() ?? { findings: [broken] });

    await door.runChecks(signal());
    bot.advance(everyMs);
    await door.runChecks(signal());

    const report = await door.report();
    expect(report).toMatchObject({ failure: { key: "vault.sealed" }, findings: [{ about: "door/open" }], remembered: 7 });
    expect(bot.view.alarms).toHaveLength(1);
  });

  it.each<[string, unknown, object]>([
    ["a mistake of ours", new TypeError("odd"), { err: expect.any(TypeError) }],
    ["something that is no error", "odd", {}],
  ])("goes on with the other checks after %s, and repeats it at once", async (_, thrown, fields) => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, () => Promise.reject(thrown));

    await door.runChecks(signal());
    await door.runChecks(signal());

    expect(door.contexts).toHaveLength(2);
    expect(bot.logged[0]).toEqual({
      fields: { check: "door", ...fields },
      sentence: "a check did not come to its end; it will be repeated",
    });
  });

  it("says once for all checks that the store is down", async () => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, () => Promise.reject(new TypeError("not reached")));
    vi.spyOn(bot.memory.locks, "acquire").mockRejectedValue(redisDown());

    await door.runChecks(signal());

    expect(bot.logged[0]?.fields).toEqual({ code: "redis.unreachable" });
  });

  it("writes nothing after it was told to stop, and takes a report nobody can read for none", async () => {
    const bot = aBot(aFakeOperation());
    const stop = new AbortController();
    const door = aDoor(bot, async () => {
      stop.abort();
      throw upstream();
    });
    await bot.memory.reports.save(checkReportName(door.check), { atMs: 0, content: "of an older version" });

    await door.runChecks(stop.signal);

    expect(await bot.memory.reports.read(checkReportName(door.check))).toMatchObject({ content: "of an older version" });
    expect(door.contexts[0]?.remembered).toBeUndefined();
  });

  it("lets a lock go that cannot be given back", async () => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, async () => ({ findings: [] }));
    const { reports, audit } = bot.memory;
    const locks: typeof bot.memory.locks = {
      ...bot.memory.locks,
      acquire: async (lock) => {
        const held = await bot.memory.locks.acquire(lock);
        return held && { ...held, release: () => Promise.reject(upstream({ service: "redis" })) };
      },
    };
    const { log, now } = bot;

    await createCheckRunner({
      checks: [door.check],
      ports: checkPorts(),
      reports,
      audit,
      locks,
      alarms: bot.alarms,
      stuck: bot.stuck,
      log,
      now,
    })(signal());

    expect(bot.logged).toEqual([]);
    expect(door.contexts).toHaveLength(1);
  });

  it("T24 says an alarm also while nothing can be put on the log, and fails for every other reason", async () => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, async () => ({ findings: [broken] }));
    const { reports, locks } = bot.memory;
    const { log, now, view } = bot;
    const watching = (append: () => Promise<never>) =>
      createCheckRunner({
        checks: [door.check],
        ports: checkPorts(),
        reports,
        audit: { append },
        locks,
        alarms: bot.alarms,
        stuck: bot.stuck,
        log,
        now,
      });

    await watching(() => Promise.reject(redisDown()))(signal());
    const before = view.alarms.length;
    bot.advance(everyMs);
    bot.disbelief.because = sentence;
    await watching(() => bot.gate().then(() => expect.fail("the gate is shut")))(signal());

    expect([before, view.alarms.length]).toEqual([0, 1]);
    expect(bot.logged.at(-1)?.sentence).toBe("a finding is not on the log: it cannot be believed");
  });

  it("T22 says an alarm although its report claims that it was said; not again when the channel has it", async () => {
    const bot = aBot(aFakeOperation());
    const door = aDoor(bot, async () => ({ findings: [broken] }));
    const finding = { ...broken, action: null, sinceMs: bot.now(), isSaid: true };
    const { reports, audit, locks } = bot.memory;
    await reports.save(checkReportName(door.check), {
      atMs: bot.now() - everyMs,
      content: { findings: [JSON.parse(JSON.stringify(finding))], over: [], failure: null, remembered: null },
    });
    await door.runChecks(signal());
    const told = bot.view.alarms.length;
    bot.advance(everyMs);
    const { log, now } = bot;
    const younger = createAlarms(bot);
    await createCheckRunner({
      checks: [door.check],
      ports: checkPorts(),
      reports,
      audit,
      locks,
      alarms: younger,
      stuck: bot.stuck,
      log,
      now,
    })(signal());

    expect([told, bot.view.alarms.length]).toEqual([1, 1]);
  });
});
