import { type DestinationStream, pino } from "pino";
import { firstLetters } from "../domain/cut.ts";
import type { Log, LogFields } from "../ports/log.ts";

export interface LogOptions {
  /** `debug`, `info`, `warn`, …; each shows the same few kinds of fields. */
  readonly level: string;
  readonly part: string;
  /** Default: stdout. */
  readonly destination?: DestinationStream;
  /** A clock nobody sets, in milliseconds. */
  readonly monotonicMs?: () => number;
}

/** What the composition root logs with. */
export interface BotLog extends Log {
  /** What happens in the ordinary course, step by step. */
  debug(fields: LogFields, sentence: string): void;
}

const quietMs = 60_000;
/** More different troubles than that within a minute are worth their lines. */
const mostRemembered = 1_000;

/**
 * JSON lines. Only plain fields pass, bounded; of an error its name, its code and where it was thrown, never its
 * message or cause: those may quote what came from outside. That holds for every level, so that `debug` is safe.
 * A warning or an error that was said within the last minute is said again at `debug` alone; the next one says how often that was.
 */
export function createLog({
  level,
  part,
  destination = pino.destination(1),
  monotonicMs = () => performance.now(),
}: LogOptions): BotLog {
  const logger = pino(
    {
      level,
      base: { part },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const said = new Map<string, { readonly atMs: number; repeated: number }>();
  const seldom = (level: "warn" | "error") => (given: LogFields, sentence: string) => {
    const [fields, key] = [plain(given), keyOf(given, sentence)];
    const before = said.get(key);
    if (before !== undefined && monotonicMs() - before.atMs < quietMs) {
      before.repeated += 1;
      return logger.debug(fields, sentence);
    }
    said.delete(key);
    said.set(key, { atMs: monotonicMs(), repeated: 0 });
    for (const oldest of said.keys()) if (said.size > mostRemembered) said.delete(oldest);
    logger[level](before === undefined || before.repeated === 0 ? fields : { ...fields, repeated: before.repeated }, sentence);
  };
  return {
    debug: (fields, sentence) => logger.debug(plain(fields), sentence),
    info: (fields, sentence) => logger.info(plain(fields), sentence),
    warn: seldom("warn"),
    error: seldom("error"),
  };
}

const longest = 500;
/** Names that every line has already. */
const taken: ReadonlySet<string> = new Set(["level", "time", "part", "msg", "repeated"]);

const plain = (fields: LogFields): { readonly [name: string]: unknown } =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [taken.has(name) ? `${name}_` : name, plainValue(value)]));

/** Of an error its first frame only: what waited for it differs from one time to the next. */
const keyOf = (fields: LogFields, sentence: string): string =>
  JSON.stringify([
    sentence,
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? [value.name, codeOf(value), describe(value).at[0]] : plainValue(value),
    ]),
  ]);

function plainValue(value: LogFields[string]): unknown {
  if (typeof value === "string") return firstLetters(value, longest);
  if (value instanceof Error) return describe(value);
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => firstLetters(String(item), longest));
  return value;
}

function describe(error: Error): { readonly name: string; readonly code: string | undefined; readonly at: readonly string[] } {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { name: error.name, code: codeOf(error), at: frames.slice(0, 12).map((frame) => frame.trim()) };
}

const codeOf = (error: Error): string | undefined => ("code" in error && typeof error.code === "string" ? error.code : undefined);
