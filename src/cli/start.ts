import { Command, Option } from "commander";
import { ConfigError } from "../configuration/config-error.ts";
import { AppError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { createTranslators } from "../locale/translator.ts";
import { loadConfig, loadLanguage, type Part } from "../wiring/config.ts";
import { mistakesInWords } from "./mistakes.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "start.could-not": { because: Sentence };
    "start.own-mistake": { name: string };
  }
}

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
      process.stderr.write(`${inWords(error, createTranslators("UTC")[loadLanguage()].plain)}\n`);
      process.exit(error instanceof ConfigError ? 2 : 1);
    }
  });

function inWords(error: unknown, plain: (sentence: Sentence) => string): string {
  if (error instanceof ConfigError) return mistakesInWords(error, plain);
  if (error instanceof AppError) return plain(say("start.could-not", { because: error.sentence }));
  return plain(say("start.own-mistake", { name: error instanceof Error ? error.name : "unknown" }));
}
