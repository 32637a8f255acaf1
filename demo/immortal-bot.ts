import { setTimeout as sleep } from "node:timers/promises";
import type { RunningBotProcess, World } from "./world.ts";

export interface ImmortalBotOptions {
  readonly world: Pick<World, "startBot">;
  /** Where it answers /readyz, the same after each start unless somebody else took the port meanwhile. */
  readonly healthPort: number;
  /** Told when it has died, and when it could not be started. */
  readonly tell: (sentence: string) => void;
  /** Told of each bot that is ready. */
  readonly onReady: (bot: RunningBotProcess) => Promise<void>;
}

export interface ImmortalBot {
  readonly first: RunningBotProcess;
  /** From now on it stays dead. Resolves when nothing is being started any more. */
  letDie(): Promise<void>;
}

const restartAfterMs = 1_000;

/** Starts the bot, and again one second after each death, so that anyone can try `kill -9`. @throws Error when the first start fails */
export async function startImmortalBot({ world, healthPort, tell, onReady }: ImmortalBotOptions): Promise<ImmortalBot> {
  const stopping = new AbortController();
  let beingStarted: Promise<unknown> = Promise.resolve();
  const start = (port: number): Promise<RunningBotProcess> => {
    const bot = startOnce(port);
    beingStarted = bot.catch(() => {});
    return bot;
  };
  const startOnce = async (port: number): Promise<RunningBotProcess> => {
    const bot = await world.startBot({ HEALTH_PORT: String(port) });
    await onReady(bot);
    return bot;
  };
  const again = async (): Promise<RunningBotProcess | undefined> => {
    for (let attempt = 1; ; attempt += 1) {
      await sleep(restartAfterMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return undefined;
      try {
        return await start(attempt === 1 ? healthPort : 0);
      } catch (error) {
        if (!stopping.signal.aborted) tell(`The bot could not be started; another try follows. ${firstLineOf(error)}`);
      }
    }
  };
  const watch = async (first: RunningBotProcess): Promise<void> => {
    for (let bot: RunningBotProcess | undefined = first; bot !== undefined; ) {
      const { signal, code } = await bot.process.exited;
      if (stopping.signal.aborted) return;
      tell(`The bot (pid ${bot.pid}) has died: ${signal ?? `exit status ${code}`}. It is started again in a second.`);
      bot = await again();
      if (bot !== undefined) tell(`The bot is back as pid ${bot.pid}, and goes on with what was under way.`);
    }
  };
  const first = await start(healthPort);
  void watch(first);
  return {
    first,
    letDie: async () => {
      stopping.abort();
      await beingStarted;
    },
  };
}

const firstLineOf = (error: unknown): string => (error instanceof Error ? (error.message.split("\n").at(-1) ?? "") : "");
