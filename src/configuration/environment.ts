import { readFileSync } from "node:fs";
import { Secret } from "../domain/secret.ts";
import { ConfigError } from "./config-error.ts";

export type Environment = { readonly [name: string]: string | undefined };

/** Reads variables one by one and collects what is missing, so that all of it is said at once. */
export interface EnvironmentReader {
  /** The variable, or the content of the file `NAME_FILE` names; `undefined` when neither is set. */
  optional(name: string): string | undefined;
  required(name: string, whatFor: string): string;
  secret(name: string, whatFor: string): Secret;
  mistake(sentence: string): void;
  /** @throws ConfigError when something was missing */
  finish(): void;
}

export function createEnvironmentReader(env: Environment): EnvironmentReader {
  const mistakes: string[] = [];

  const fromFile = (name: string, path: string): string | undefined => {
    try {
      return readFileSync(path, "utf8").trim();
    } catch {
      mistakes.push(`${name}_FILE names a file that cannot be read.`);
      return undefined;
    }
  };

  const optional = (name: string): string | undefined => {
    const [value, path] = [env[name]?.trim(), env[`${name}_FILE`]?.trim()];
    if (value && path) mistakes.push(`${name} and ${name}_FILE are both set; keep one.`);
    return value || (path ? fromFile(name, path) : undefined) || undefined;
  };

  const required = (name: string, whatFor: string): string => {
    const before = mistakes.length;
    const value = optional(name);
    if (value === undefined && mistakes.length === before) mistakes.push(`${name} (or ${name}_FILE) is not set: ${whatFor}.`);
    return value ?? "";
  };

  return {
    optional,
    required,
    secret: (name, whatFor) => new Secret(required(name, whatFor)),
    mistake: (sentence) => mistakes.push(sentence),
    finish: () => {
      if (mistakes.length > 0) throw new ConfigError(mistakes);
    },
  };
}
