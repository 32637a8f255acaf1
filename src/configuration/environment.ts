import { existsSync, readFileSync } from "node:fs";
import { Secret } from "../domain/secret.ts";
import { ConfigError } from "./config-error.ts";
import { oddityOf } from "./odd-value.ts";

export type Environment = { readonly [name: string]: string | undefined };

interface Shape {
  /** The value may have more than one line. */
  readonly hasLines?: boolean;
}

/** Reads variables one by one and collects what is missing or cannot be meant, so that all of it is said at once. */
export interface EnvironmentReader {
  /** The variable, or the content of the file `NAME_FILE` names; `undefined` when neither is set. */
  optional(name: string, shape?: Shape): string | undefined;
  required(name: string, whatFor: string, shape?: Shape): string;
  secret(name: string, whatFor: string, shape?: Shape): Secret;
  mistake(sentence: string): void;
  /** What is read; `undefined` when that throws a `ConfigError`, whose mistakes are collected too. */
  collect<T>(read: () => T): T | undefined;
  /** @throws ConfigError when there was a mistake */
  finish(): void;
}

export function createEnvironmentReader(env: Environment): EnvironmentReader {
  const mistakes: string[] = [];

  const fromFile = (name: string, path: string): string | undefined => {
    try {
      const content = readFileSync(path, "utf8").trim();
      if (content === "") mistakes.push(`${name}_FILE names a file that is empty.`);
      return content;
    } catch (error) {
      mistakes.push(`${name}_FILE names ${whyUnreadable(error)}.`);
      return undefined;
    }
  };

  const optional = (name: string, { hasLines = false }: Shape = {}): string | undefined => {
    const [given, path] = [env[name]?.trim(), env[`${name}_FILE`]?.trim()];
    if (given && path) mistakes.push(`${name} and ${name}_FILE are both set; keep one.`);
    const isOddPath = !given && path !== undefined && isRefused(`${name}_FILE`, path, false);
    const value = given || (path && !isOddPath ? fromFile(name, path) : undefined) || undefined;
    if (value !== undefined) isRefused(given ? name : `${name}_FILE`, value, hasLines);
    return value;
  };

  const isRefused = (name: string, value: string, hasLines: boolean): boolean => {
    const oddity = oddityOf(value, { hasLines });
    if (oddity !== undefined) mistakes.push(`${name} ${oddity}.`);
    return oddity !== undefined;
  };

  const required = (name: string, whatFor: string, shape?: Shape): string => {
    const before = mistakes.length;
    const value = optional(name, shape);
    if (value === undefined && mistakes.length === before) mistakes.push(`${name} (or ${name}_FILE) is not set: ${whatFor}.`);
    return value ?? "";
  };

  return {
    optional,
    required,
    secret: (name, whatFor, shape) => {
      const value = required(name, whatFor, shape);
      if (/^[~./]/.test(value) && existsSync(value))
        mistakes.push(`${name} holds the path of a file, and is to hold what is in it. Set ${name}_FILE to the path instead.`);
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
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT") return "a file that cannot be read: it is not there";
  if (code === "EACCES") return `a file that cannot be read: its rights keep this user (${process.getuid?.() ?? "?"}) from it`;
  if (code === "EISDIR")
    return "a folder. Name a file; a container engine makes a folder where the file to be mounted is not there";
  return `a file that cannot be read (${code})`;
}
