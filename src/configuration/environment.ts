import { existsSync, readFileSync } from "node:fs";
import { Secret } from "../domain/secret.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { ConfigError } from "./config-error.ts";
import { oddityOf } from "./odd-value.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.file-empty": { name: string };
    "config.file-unreadable": { name: string; because: Sentence };
    "config.both-set": { first: string; second: string };
    "config.odd": { name: string; oddity: Sentence };
    "config.not-set": { name: string; whatFor: Sentence };
    "config.holds-path": { name: string };
    "config.because.not-there": NoParams;
    "config.because.no-rights": { uid: string };
    "config.because.folder": NoParams;
    "config.because.code": { code: string };
  }
}

export type Environment = { readonly [name: string]: string | undefined };

interface Shape {
  /** The value may have more than one line. */
  readonly hasLines?: boolean;
}

/** Reads variables one by one and collects what is missing or cannot be meant, so that all of it is said at once. */
export interface EnvironmentReader {
  /** The variable, or the content of the file `NAME_FILE` names; `undefined` when neither is set. */
  optional(name: string, shape?: Shape): string | undefined;
  required(name: string, whatFor: Sentence, shape?: Shape): string;
  secret(name: string, whatFor: Sentence, shape?: Shape): Secret;
  mistake(sentence: Sentence): void;
  /** What is read; `undefined` when that throws a `ConfigError`, whose mistakes are collected too. */
  collect<T>(read: () => T): T | undefined;
  /** @throws ConfigError when there was a mistake */
  finish(): void;
}

export function createEnvironmentReader(env: Environment): EnvironmentReader {
  const mistakes: Sentence[] = [];

  const fromFile = (name: string, path: string): string | undefined => {
    try {
      const content = readFileSync(path, "utf8").trim();
      if (content === "") mistakes.push(say("config.file-empty", { name: `${name}_FILE` }));
      return content;
    } catch (error) {
      mistakes.push(say("config.file-unreadable", { name: `${name}_FILE`, because: whyUnreadable(error) }));
      return undefined;
    }
  };

  const optional = (name: string, { hasLines = false }: Shape = {}): string | undefined => {
    const [given, path] = [env[name]?.trim(), env[`${name}_FILE`]?.trim()];
    if (given && path) mistakes.push(say("config.both-set", { first: name, second: `${name}_FILE` }));
    const isOddPath = !given && path !== undefined && isRefused(`${name}_FILE`, path, false);
    const value = given || (path && !isOddPath ? fromFile(name, path) : undefined) || undefined;
    if (value !== undefined) isRefused(given ? name : `${name}_FILE`, value, hasLines);
    return value;
  };

  const isRefused = (name: string, value: string, hasLines: boolean): boolean => {
    const oddity = oddityOf(value, { hasLines });
    if (oddity !== undefined) mistakes.push(say("config.odd", { name, oddity }));
    return oddity !== undefined;
  };

  const required = (name: string, whatFor: Sentence, shape?: Shape): string => {
    const before = mistakes.length;
    const value = optional(name, shape);
    if (value === undefined && mistakes.length === before) mistakes.push(say("config.not-set", { name, whatFor }));
    return value ?? "";
  };

  return {
    optional,
    required,
    secret: (name, whatFor, shape) => {
      const value = required(name, whatFor, shape);
      if (/^[~./]/.test(value) && existsSync(value)) mistakes.push(say("config.holds-path", { name }));
      return new Secret(value);
    },
    mistake: (sentence) => mistakes.push(sentence),
    collect: (read) => {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        mistakes.push(...error.mistakes);
        return undefined;
      }
    },
    finish: () => {
      if (mistakes.length > 0) throw new ConfigError(mistakes);
    },
  };
}

/** By Node's code: https://nodejs.org/api/errors.html#common-system-errors */
export function whyUnreadable(error: unknown): Sentence {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT") return say("config.because.not-there", {});
  if (code === "EACCES") return say("config.because.no-rights", { uid: String(process.getuid?.() ?? "?") });
  if (code === "EISDIR") return say("config.because.folder", {});
  return say("config.because.code", { code });
}
