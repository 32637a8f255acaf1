import { describe, expect, it } from "vitest";
import { createFlood } from "../../src/app/flood.ts";
import type { AuditEvent } from "../../src/domain/audit.ts";
import type { Sentence } from "../../src/domain/sentence.ts";
import { say } from "../../src/domain/sentence.ts";
import { noon } from "../support/builders.ts";
import { redisDown } from "./a-bot.ts";

function aFlood() {
  const clock = { ms: 0 };
  const fails = { audit: false, alarm: false };
  let held: Promise<void> | undefined;
  const [events, alarms]: [AuditEvent[], Sentence[]] = [[], []];
  let soon = 0;
  const flood = createFlood({
    audit: {
      append: async (more) => {
        if (fails.audit) throw redisDown();
        events.push(...more);
        return [];
      },
    },
    actor: "bot:ingress",
    alarm: async (sentence) => {
      await held;
      if (fails.alarm) throw redisDown();
      alarms.push(sentence);
    },
    soon: () => {
      soon += 1;
    },
    now: () => noon + clock.ms,
    monotonicMs: () => clock.ms,
  });
  const refuse = (userId: string, times: number): void => {
    for (let at = 0; at < times; at += 1) flood.refused(userId);
  };
  const hold = (): (() => void) => {
    let release = (): void => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    return () => release();
  };
  return { hold, flood, refuse, clock, fails, events, alarms, soon: () => soon };
}

describe("T17 a flood", () => {
  it("of a thousand is one alarm, at once, and one entry with the count when it is over", async () => {
    const { flood, refuse, clock, events, alarms, soon } = aFlood();

    refuse("U0ALICE", 700);
    await flood.look();
    clock.ms = 10_000;
    refuse("U0BOB", 300);
    await flood.look();
    clock.ms = 69_999;
    await flood.look();
    const before = [...events];
    clock.ms = 70_000;
    await flood.look();
    await flood.look();

    expect(soon()).toBe(1);
    expect(alarms).toEqual([say("flood.alarm", { refused: 700, by: ["U0ALICE"] })]);
    expect(before).toEqual([]);
    expect(events).toEqual([
      {
        atMs: noon + 70_000,
        actor: "bot:ingress",
        action: "flood.refused",
        request: null,
        details: { refused: 1_000, people: 2, lastedMs: 10_000, most: { U0ALICE: 700, U0BOB: 300 } },
      },
    ]);
  });

  it("is none when somebody asked a little too fast: nothing is told or left", async () => {
    const { flood, refuse, clock, events, alarms } = aFlood();

    refuse("U0ALICE", 19);
    await flood.look();
    clock.ms = 60_000;
    await flood.look();

    expect([alarms, events]).toEqual([[], []]);
  });

  it("that does not end is told every hour, and the next one anew", async () => {
    const { flood, refuse, clock, events, alarms } = aFlood();
    for (clock.ms = 0; clock.ms <= 2 * 3_600_000; clock.ms += 30_000) {
      refuse("U0ALICE", 20);
      await flood.look();
    }
    clock.ms += 60_000;
    await flood.look();

    expect(events.map(({ details }) => details["refused"])).toEqual([121 * 20, 120 * 20]);
    expect(alarms).toHaveLength(2);
  });

  it("is told and written again when that failed, with what came meanwhile", async () => {
    const { flood, refuse, clock, fails, events, alarms } = aFlood();
    refuse("U0ALICE", 20);
    fails.alarm = true;
    await expect(flood.look()).rejects.toThrow();
    fails.alarm = false;
    await flood.look();
    clock.ms = 60_000;
    fails.audit = true;
    await expect(flood.look()).rejects.toThrow();
    fails.audit = false;
    await flood.look();

    expect(alarms).toHaveLength(1);
    expect(events).toMatchObject([{ details: { refused: 20 } }]);
  });

  it("is on the trail also while nobody can be told, and is told when somebody can", async () => {
    const { flood, refuse, clock, fails, events, alarms } = aFlood();
    refuse("U0ALICE", 25);
    fails.alarm = true;
    await expect(flood.look()).rejects.toThrow();
    clock.ms = 60_000;
    await expect(flood.look()).rejects.toThrow();
    expect(events).toMatchObject([{ details: { refused: 25 } }]);
    fails.alarm = false;
    await flood.look();
    await flood.look();

    expect(events).toHaveLength(1);
    expect(alarms).toEqual([say("flood.alarm", { refused: 25, by: ["U0ALICE"] })]);
  });

  it("loses nobody who comes while it is being written, whether that works or not", async () => {
    const { flood, refuse, fails, events } = aFlood();
    refuse("U0ALICE", 30);
    fails.audit = true;
    const failing = flood.end();
    refuse("U0BOB", 2);
    await expect(failing).rejects.toThrow();
    fails.audit = false;
    await flood.end();
    await flood.end();

    expect(events.map(({ details }) => details["refused"])).toEqual([32]);
  });

  it("that ends while it is told is written once", async () => {
    const { flood, refuse, events, hold } = aFlood();
    refuse("U0ALICE", 20);
    const release = hold();
    const telling = flood.look();
    await flood.end();
    release();
    await telling;

    expect(events).toHaveLength(1);
  });

  it("names at most ten, those who asked most", async () => {
    const { flood, refuse, events } = aFlood();
    for (let at = 1; at <= 12; at += 1) refuse(`U${at}`, at);
    await flood.end();

    const most = events[0]?.details["most"];
    expect(events[0]?.details).toMatchObject({ people: 12, refused: 78 });
    expect(Object.keys(most ?? {})).toEqual(["U12", "U11", "U10", "U9", "U8", "U7", "U6", "U5", "U4", "U3"]);
  });
});
