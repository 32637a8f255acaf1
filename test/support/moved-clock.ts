import { Redis } from "ioredis";
import { vi } from "vitest";
import type { World } from "../../demo/world.ts";
import { newestOccurrence } from "../../src/domain/cron-occurrences.ts";
import { ScheduleCursor } from "../../src/domain/schedule.ts";
import { type RunningBot, startBot } from "../../src/main.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { loadConfig } from "../../src/wiring/config.ts";
import { every, type Repeated } from "../../src/wiring/every.ts";

/** A clock that runs like every other, and jumps when it is told to; bots go by it. Vault, Redis, Slack and GitHub do not. */
export interface MovedClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Puts it forward, and has every bot look at once what is due. */
  passTo(ms: number): void;
  /** Starts a bot in this process. */
  startBot(): Promise<RunningBot>;
  /** Waits until whatever is due by the clock has been done. */
  slotsDone(): Promise<void>;
}

/** @param startMs what it shows at first. Not later than the real time, or what Vault issues would end too early */
export function movedClock(world: World, startMs: number): MovedClock {
  let aheadMs = startMs - Date.now();
  const now = (): number => Date.now() + aheadMs;
  const config = loadConfig({ env: { ...world.botEnvironment(), LOG_LEVEL: "silent" } });
  const repeated = new Set<Pick<Repeated, "soon">>();

  return {
    now,
    passTo: (ms) => {
      aheadMs += ms - now();
      for (const { soon } of repeated) soon();
    },
    startBot: () =>
      startBot(config, {
        now,
        // It jumps because time has passed, not because somebody set it.
        monotonicMs: now,
        every: (...task) => {
          const mine = every(...task);
          repeated.add(mine);
          return { soon: mine.soon, stop: () => mine.stop().finally(() => repeated.delete(mine)) };
        },
      }),
    slotsDone: async () => {
      const redis = new Redis(world.redis.url);
      const doneOf = async (schedule: string): Promise<number> =>
        ScheduleCursor.parse(JSON.parse((await redis.hget(createKeys().slots, schedule)) ?? "null")).slotMs;
      try {
        await vi.waitFor(
          async () => {
            for (const schedule of config.schedules)
              if ((await doneOf(schedule.name)) !== newestOccurrence(schedule, now()))
                throw new Error(`${schedule.name} is not done`);
          },
          { timeout: 30_000, interval: 100 },
        );
      } finally {
        redis.disconnect();
      }
    },
  };
}
