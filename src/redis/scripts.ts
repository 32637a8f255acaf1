import { readFileSync } from "node:fs";
import type { Result } from "ioredis";

type Argument = string | number;

declare module "ioredis" {
  interface RedisCommander<Context> {
    profinautSave(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautAppend(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautContinue(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautHead(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautLoad(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautRange(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautReplace(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautFree(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautRelist(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
    profinautLock(keyCount: number, ...keysAndArguments: Argument[]): Result<unknown, Context>;
  }
}

const lua = (name: string): string => readFileSync(new URL(`./${name}.lua`, import.meta.url), "utf8");

/** Our scripts, by the names under which a connection runs them; the client sends them again when Redis has forgotten them. */
export const scripts = {
  profinautSave: { lua: lua("trail") + lua("save") },
  profinautAppend: { lua: lua("trail") + lua("append") },
  profinautContinue: { lua: lua("trail") + lua("continue") },
  profinautHead: { lua: lua("trail") + lua("head") },
  profinautLoad: { lua: lua("trail") + lua("load") },
  profinautRange: { lua: lua("trail") + lua("range") },
  profinautReplace: { lua: lua("replace") },
  profinautFree: { lua: lua("free") },
  profinautRelist: { lua: lua("relist") },
  profinautLock: { lua: lua("lock") },
};
