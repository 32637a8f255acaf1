import { type DestinationStream, pino } from "pino";
import { firstLetters } from "./domain/cut.ts";
import type { Log, LogFields } from "./ports/log.ts";

export interface LogOptions {
  /** `info`, `warn`, …; there is no debug output, as it would show payloads. */
  readonly level: string;
  readonly part: string;
  /** Default: stdout. */
  readonly destination?: DestinationStream;
}

/**
 * JSON lines. Only plain fields pass, bounded; of an error its name, its code and where it was thrown, never its
 * message or cause: those may quote what came from outside.
 */
export function createLog({ level, part, destination = pino.destination(1) }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: { part },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return {
    info: (fields, sentence) => logger.info(plain(fields), sentence),
    warn: (fields, sentence) => logger.warn(plain(fields), sentence),
    error: (fields, sentence) => logger.error(plain(fields), sentence),
  };
}

const longest = 500;

const plain = (fields: LogFields): { readonly [name: string]: unknown } =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainValue(value)]));

function plainValue(value: LogFields[string]): unknown {
  if (typeof value === "string") return firstLetters(value, longest);
  if (value instanceof Error) return describe(value);
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => firstLetters(String(item), longest));
  return value;
}

function describe(error: Error): { readonly name: string; readonly code: string | undefined; readonly at: readonly string[] } {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { name: error.name, code, at: frames.slice(0, 12).map((frame) => frame.trim()) };
}
