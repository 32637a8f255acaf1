import type { TestProject } from "vitest/node";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { findVaultBinary } from "../../demo/parts/vault-binary.ts";
import { buildBot } from "./built-bot.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The command line, as `buildBot` makes it. */
    botEntry: string;
  }
}

/**
 * Before any test that needs them: a real Vault (built once if there is none), a real Redis, and the bot as tests start it. Says what to
 * install when one is missing.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  if (findOnPath("redis-server", process.env) === undefined)
    throw new Error("redis-server is missing: apt-get install redis-server");
  await findVaultBinary({ progress: (sentence) => console.log(sentence) });
  const bot = buildBot();
  provide("botEntry", bot.entry);
  return () => bot.remove();
}
