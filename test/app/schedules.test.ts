import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSchedules, type ScheduledTask } from "../../src/app/schedules.ts";
import { newestOccurrence } from "../../src/domain/cron-occurrences.ts";
import { rotationSchedule, type Schedule } from "../../src/domain/schedule.ts";
import type { Log } from "../../src/ports/log.ts";
import type { ScheduleCursors } from "../../src/ports/schedule-cursors.ts";
import { hour, noon } from "../support/builders.ts";
import { createMemory } from "../support/memory-store.ts";
import { redisDown, upstream } from "./a-bot.ts";

const day = 24 * hour;
const week = 7 * day;
const weekly = rotationSchedule("profinaut-db", { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" });
const daily = rotationSchedule("profinaut-db", { pattern: "0 9 * * *", timezone: "Europe/Berlin" });
const never = new AbortController().signal;

/** Processes that follow schedules on one store, with a clock that a test moves either way. */
function aClockwork(schedules: readonly Schedule[] = [weekly], startMs = noon) {
  let nowMs = startMs;
  const now = (): number => nowMs;
  const memory = createMemory({ now });
  const logged: string[] = [];
  const note = (_: object, sentence: string): void => void logged.push(sentence);
  const log: Log = { info: note, warn: note, error: note };
  const calls: number[] = [];
  const done: ScheduledTask = async (slotMs) => void calls.push(slotMs);
  const follow = (task: ScheduledTask = done, marks: ScheduleCursors = memory.scheduleCursors) =>
    createSchedules({
      schedules,
      tasks: new Map(schedules.map(({ name }) => [name, task])),
      marks,
      locks: memory.locks,
      log,
      now,
    });
  return {
    memory,
    now,
    logged,
    log,
    calls,
    done,
    follow,
    moveTo: (ms: number): void => {
      nowMs = ms;
    },
    move: (ms: number): void => {
      nowMs += ms;
    },
  };
}

describe("a schedule", () => {
  it("does nothing at first, and each slot once when it has come", async () => {
    const { follow, move, calls } = aClockwork();
    const tick = follow();

    for (let hours = 0; hours < 15 * 24; hours += 6) {
      await tick(never);
      move(6 * hour);
    }

    expect(calls).toEqual([noon - 3 * hour + week, noon - 3 * hour + 2 * week]);
  });

  it("makes up for a week of downtime once, not seven times", async () => {
    const { follow, move, calls, now } = aClockwork([daily]);
    await follow()(never);

    move(week);
    await follow()(never);
    await follow()(never);

    expect(calls).toEqual([newestOccurrence(daily, now())]);
  });

  it("is followed by one of three processes that look at once", async () => {
    const { follow, move, calls } = aClockwork();
    const three = [follow(), follow(), follow()];
    await Promise.all(three.map((tick) => tick(never)));

    move(week);
    await Promise.all(three.map((tick) => tick(never)));
    await Promise.all(three.map((tick) => tick(never)));

    expect(calls).toHaveLength(1);
  });

  it("is done again by the next one when whoever did it died before noting that", async () => {
    const { follow, move, calls, memory, done } = aClockwork();
    await follow()(never);
    move(week);

    await follow(done, { ...memory.scheduleCursors, replace: () => Promise.reject(redisDown()) })(never);
    await follow()(never);
    await follow()(never);

    expect(calls).toHaveLength(2);
    expect(new Set(calls).size).toBe(1);
  });

  it.each([
    ["refused by what it needs", upstream()],
    ["broken", new Error("boom")],
    ["broken in an odd way", "boom"],
  ])("that is %s is tried again, and keeps no other waiting", async (_, failure) => {
    const { memory, now, log, logged, calls, done, move } = aClockwork();
    const other = rotationSchedule("profinaut-kafka", weekly);
    let failing = true;
    const fails: ScheduledTask = async (slotMs) => {
      if (failing) throw failure;
      await done(slotMs, never);
    };
    const tasks = new Map([
      [weekly.name, fails],
      [other.name, done],
    ]);
    const tick = createSchedules({
      schedules: [weekly, other],
      tasks,
      marks: memory.scheduleCursors,
      locks: memory.locks,
      log,
      now,
    });
    await tick(never);
    move(week);

    await tick(never);
    const atFirst = [...calls];
    failing = false;
    await tick(never);

    expect([atFirst.length, calls.length]).toEqual([1, 2]);
    expect(logged).toContain("a schedule could not be followed; it will be tried again");
  });

  it("is done also when its lock could not be given back", async () => {
    const { memory, follow, move, calls, done, log, now } = aClockwork();
    await follow()(never);
    move(week);
    const locks: typeof memory.locks = {
      ...memory.locks,
      acquire: async (lock) => {
        const held = await memory.locks.acquire(lock);
        return held && { ...held, release: () => Promise.reject(redisDown()) };
      },
    };

    const tasks = new Map([[weekly.name, done]]);
    await createSchedules({ schedules: [weekly], tasks, marks: memory.scheduleCursors, locks, log, now })(never);

    expect(calls).toHaveLength(1);
  });

  it("is left alone while somebody else is at it, and when nobody here knows how to do it", async () => {
    const { memory, follow, move, calls, log, now } = aClockwork();
    await follow()(never);
    move(week);
    const held = await memory.locks.acquire(`schedule/${weekly.name}`);

    await follow()(never);
    await createSchedules({
      schedules: [weekly],
      tasks: new Map(),
      marks: memory.scheduleCursors,
      locks: memory.locks,
      log,
      now,
    })(never);
    await held?.release();

    expect(calls).toEqual([]);
  });

  it("is found done by whoever had to wait for its turn", async () => {
    const { memory, follow, move, calls, done, log, now } = aClockwork();
    await follow()(never);
    move(week);
    const afterAnother = {
      acquire: async (lock: string) => {
        await follow()(never);
        return memory.locks.acquire(lock);
      },
    };

    const late = createSchedules({
      schedules: [weekly],
      tasks: new Map([[weekly.name, done]]),
      marks: memory.scheduleCursors,
      locks: afterAnother,
      log,
      now,
    });
    await late(never);

    expect(calls).toHaveLength(1);
  });

  it("tells what it runs when its lock is lost", async () => {
    const { memory, follow, move } = aClockwork();
    await follow()(never);
    move(week);
    let wasLost = false;

    await follow(async (_, signal) => {
      memory.locks.steal(`schedule/${weekly.name}`);
      wasLost = signal.aborted;
    })(never);

    expect(wasLost).toBe(true);
  });

  it("goes on with its next slot when a clock was far ahead", async () => {
    const { follow, move, calls, logged } = aClockwork([daily]);
    await follow()(never);
    move(365 * day);
    await follow()(never);

    move(-364 * day);
    await follow()(never);
    move(day);
    await follow()(never);

    expect(calls).toHaveLength(2);
    expect(logged).toContain("a schedule begins anew with its next slot");
  });
});

type Deed =
  | { readonly do: "move" | "jump"; readonly ms: number }
  | { readonly do: "tick"; readonly dies: "no" | "before" | "after" }
  | { readonly do: "three" };

const tick = fc.record({
  do: fc.constant("tick" as const),
  dies: fc.constantFrom("no" as const, "before" as const, "after" as const),
});
const three = fc.record({ do: fc.constant("three" as const) });
const move = fc.record({ do: fc.constant("move" as const), ms: fc.integer({ min: 0, max: 10 * day }) });
const jump = fc.record({ do: fc.constant("jump" as const), ms: fc.integer({ min: -20 * day, max: 20 * day }) });

/** Does the instant commands, with an effect that, like the real ones, happens once for a slot; says what happened at each tick. */
async function history(schedule: Schedule, instantCommands: readonly Deed[]) {
  // In the middle of the change to winter time.
  const clockwork = aClockwork([schedule], Date.UTC(2026, 9, 24, 12));
  const { memory, follow } = clockwork;
  const effects = new Map<number, number>();
  const runs: number[] = [];
  const effect: ScheduledTask = async (slotMs) => {
    runs.push(slotMs);
    if (!effects.has(slotMs)) effects.set(slotMs, clockwork.now());
  };
  const dying = (when: "no" | "before" | "after") =>
    when === "before"
      ? follow(() => Promise.reject(new Error("died")))
      : follow(
          effect,
          when === "after" ? { ...memory.scheduleCursors, replace: () => Promise.reject(new Error("died")) } : undefined,
        );
  await follow(effect)(never);
  const beganMs = clockwork.now();
  for (const instantCommand of instantCommands) {
    if (instantCommand.do === "tick") await dying(instantCommand.dies)(never);
    else if (instantCommand.do === "three")
      await Promise.all([follow(effect), follow(effect), follow(effect)].map((each) => each(never)));
    else clockwork.move(instantCommand.ms);
  }
  await follow(effect)(never);
  return { ...clockwork, effects, runs, beganMs, follow: () => follow(effect)(never) };
}

const schedule = fc.constantFrom(weekly, daily, rotationSchedule("x", { pattern: "30 2 * * *", timezone: "Europe/Berlin" }));

describe("any history of ticks, deaths and replicas", () => {
  it("with a clock that goes on does each slot at most once, only when it was the newest, and the newest exactly once", async () => {
    await fc.assert(
      fc.asyncProperty(schedule, fc.array(fc.oneof(tick, three, move), { maxLength: 30 }), async (schedule, instantCommands) => {
        const { effects, runs, beganMs, now } = await history(schedule, instantCommands);

        for (const [slotMs, atMs] of effects) expect(newestOccurrence(schedule, atMs)).toBe(slotMs);
        const newest = newestOccurrence(schedule, now()) ?? 0;
        expect(effects.has(newest)).toBe(newest > (newestOccurrence(schedule, beganMs) ?? 0));
        expect([...runs].sort((a, b) => a - b)).toEqual(runs);
      }),
      { numRuns: 300 },
    );
  });

  it("with a clock that jumps to and fro does no slot twice, and goes on with the next that comes", async () => {
    await fc.assert(
      fc.asyncProperty(
        schedule,
        fc.array(fc.oneof(tick, three, move, jump), { maxLength: 30 }),
        async (schedule, instantCommands) => {
          const { effects, follow, now, moveTo } = await history(schedule, instantCommands);

          const before = new Set(effects.keys());
          moveTo(now() + 2 * week);
          await follow();
          const newest = newestOccurrence(schedule, now()) ?? 0;

          expect(effects.has(newest)).toBe(true);
          expect([...effects.keys()].filter((slot) => !before.has(slot)).every((slot) => slot === newest)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
