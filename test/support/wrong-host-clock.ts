import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningBotProcess } from "../../demo/world.ts";

/** For a bot's environment: every clock that the process reads is wrong by as much, as on a host whose clock is. */
export const wrongHostClock = (aheadMs: number): NodeJS.ProcessEnv => hostClock(`const aheadMs = ${aheadMs};`);

/** A host's clock that is right until it is set. */
export interface SettableHostClock {
  /** For the environment of bots on that host. */
  readonly env: NodeJS.ProcessEnv;
  /** Sets it that far ahead of the right time, as seen by that bot from its next look on. */
  set(bot: Pick<RunningBotProcess, "pid">, aheadMs: number): Promise<void>;
}

/** @param folder where what it is set to is kept */
export function settableHostClock(folder: string): SettableHostClock {
  const file = join(folder, "host-clock");
  return {
    env: hostClock(`
      import { readFileSync } from "node:fs";
      let aheadMs = 0;
      process.on("SIGUSR2", () => {
        aheadMs = Number(readFileSync(${JSON.stringify(file)}, "utf8"));
      });`),
    set: async ({ pid = 0 }, aheadMs) => {
      await writeFile(file, String(aheadMs));
      process.kill(pid, "SIGUSR2");
    },
  };
}

const hostClock = (setting: string): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`${setting}
    const Right = Date;
    globalThis.Date = class Date extends Right {
      constructor(...given) {
        if (given.length === 0) super(Right.now() + aheadMs);
        else super(...given);
      }
      static now() {
        return Right.now() + aheadMs;
      }
    };
  `)}`,
});
