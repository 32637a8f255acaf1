import { Command, Option } from "commander";
import { loadConfig, type Part } from "../config.ts";
import { ConfigError } from "../configuration/config-error.ts";
import { AppError } from "../domain/errors.ts";
import { createSpeakers } from "../slack/locale/speaker.ts";

/** `profinaut start`: runs until SIGTERM or SIGINT. Exit status 2: the configuration needs mending; 1: it could not start. */
export const startCommand = new Command("start")
  .description("run the bot from the environment and profinaut.yml until SIGTERM")
  .addOption(
    new Option("--only <part>", "run one half: the one that hears people, or the one that acts").choices(["ingress", "worker"]),
  )
  .action(async ({ only }: { readonly only?: Exclude<Part, "all"> }) => {
    try {
      // Only now: other commands need none of the bot's libraries, and would wait for them.
      const { startBot } = await import("../main.ts");
      const bot = await startBot(loadConfig({ part: only ?? "all" }));
      let isStopping = false;
      const stop = (): void => {
        if (isStopping) return;
        isStopping = true;
        void bot.stop().then(() => process.exit(0));
      };
      process.on("SIGTERM", stop).on("SIGINT", stop);
    } catch (error) {
      process.stderr.write(`${inWords(error)}\n`);
      process.exit(error instanceof ConfigError ? 2 : 1);
    }
  });

function inWords(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AppError) return `The bot could not start: ${createSpeakers("UTC").en.plain(error.sentence)}`;
  return `The bot could not start, and this is a mistake of its own: ${error instanceof Error ? error.name : "unknown"}`;
}
