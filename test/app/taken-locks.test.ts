import { describe, expect, it } from "vitest";
import { createAlarms } from "../../src/app/alarms.ts";
import { createCheckRunner } from "../../src/app/check-runner.ts";
import { createTakenLocks } from "../../src/app/taken-locks.ts";
import { say } from "../../src/domain/sentence.ts";
import { checkPorts } from "../support/check-ports.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, upstream } from "./a-bot.ts";

const minute = 60_000;

const toldOf = (bot: Bot): readonly unknown[] =>
  bot.view.alarms.map(({ key, params }) => [key, params["lock"], params["minutes"]]);

/** Something that comes round every five minutes, if it gets its lock. */
function aRound(everyMs = 5 * minute) {
  const bot = aBot(aFakeOperation());
  const { memory, alarms, log, now } = bot;
  const locks = createTakenLocks({ locks: memory.locks, alarms, everyMs, log, monotonicMs: now });
  const comesRound = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await (await locks.acquire("expiry"))?.release();
      bot.advance(everyMs);
    }
  };
  return { bot, comesRound, elsewhere: () => memory.locks.acquire("expiry") };
}

describe("T12 a lock that is not to be had", () => {
  it("is told to the channel after three rounds, hourly, and when it is free again", async () => {
    const { bot, comesRound, elsewhere } = aRound();
    const held = await elsewhere();

    await comesRound(3);
    expect(toldOf(bot)).toEqual([]);
    await comesRound(5);
    expect(toldOf(bot)).toEqual([["lock.taken", "expiry", 15]]);
    await comesRound(8);
    expect(toldOf(bot)).toHaveLength(2);
    await held?.release();
    await comesRound(2);

    expect(toldOf(bot).slice(2)).toEqual([["lock.free", "expiry", undefined]]);
  });

  it("is none for ten minutes, however often it is asked for; nor where it was to be had in between, or nobody asked", async () => {
    const { bot, comesRound, elsewhere } = aRound(5_000);
    const held = await elsewhere();
    await comesRound(119);
    await held?.release();
    await comesRound(1);
    await elsewhere();
    await comesRound(100);
    bot.advance(40 * minute);

    await comesRound(100);
    expect(toldOf(bot)).toEqual([]);
    await comesRound(21);

    expect(toldOf(bot)).toEqual([["lock.taken", "expiry", 10]]);
  });

  it("is also one that is lost each time while it is held", async () => {
    const bot = aBot(aFakeOperation());
    const { alarms, log, now } = bot;
    let lost = AbortSignal.abort();
    const release = async (): Promise<void> => {};
    const losing = { acquire: async (lock: string) => ({ lease: { lock, fence: 1 }, lost, release }) };
    const locks = createTakenLocks({ locks: losing, alarms, everyMs: 5 * minute, log, monotonicMs: now });
    const round = async (): Promise<void> => {
      await (await locks.acquire("expiry"))?.release();
      bot.advance(5 * minute);
    };

    for (let time = 0; time < 5; time += 1) await round();
    expect(toldOf(bot)).toEqual([["lock.taken", "expiry", 15]]);
    lost = new AbortController().signal;
    await round();

    expect(toldOf(bot).slice(1)).toEqual([["lock.free", "expiry", undefined]]);
  });

  it("keeps nobody from anything while the channel cannot be told, and is counted for a thousand at most", async () => {
    const bot = aBot(aFakeOperation());
    const { log, now, memory, view } = bot;
    const alarms = createAlarms({
      view: { ...view, alarm: () => Promise.reject(upstream({ service: "slack" })) },
      log,
      now,
    });
    const locks = createTakenLocks({ locks: memory.locks, alarms, everyMs: 5_000, log, monotonicMs: now });
    for (let at = 0; at <= 1_000; at += 1) {
      await memory.locks.acquire(`view/${at}`);
      await locks.acquire(`view/${at}`);
    }
    for (let at = 0; at <= 60; at += 1) {
      bot.advance(10_000);
      expect(await locks.acquire("view/0")).toBeUndefined();
      expect(await locks.acquire("view/1000")).toBeUndefined();
    }

    expect(new Set(bot.logged.map(({ fields }) => fields["lock"]))).toEqual(new Set(["view/0"]));
  });

  it("is told of a check that nobody can do", async () => {
    const bot = aBot(aFakeOperation());
    const { memory, alarms, stuck, log, now } = bot;
    const sentence = say("help.summary", {});
    const locks = createTakenLocks({ locks: memory.locks, alarms, everyMs: 5_000, log, monotonicMs: now });
    const checks = [{ name: "seal", title: sentence, everyMs: 20_000, run: async () => ({ findings: [] }) }];
    const runChecks = createCheckRunner({ checks, ports: checkPorts(), ...memory, locks, alarms, stuck, log, now });
    await memory.locks.acquire("check/seal");

    for (let passed = 0; passed <= 10 * minute; passed += 5_000) {
      await runChecks(new AbortController().signal);
      bot.advance(5_000);
    }

    expect(toldOf(bot)).toEqual([["lock.taken", "check/seal", 10]]);
  });
});
