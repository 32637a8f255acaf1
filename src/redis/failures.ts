import { ReplyError } from "ioredis";
import { trailDamage } from "../domain/audit.ts";
import { ConflictError, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "redis.unreachable": NoParams;
    "redis.unanswered": NoParams;
    "redis.busy": NoParams;
    "redis.refused": { code: string };
    "redis.unreadable": { what: string };
    "redis.foreign-key": { key: string };
    "redis.trail-damaged": NoParams;
    "redis.trail-damaged-at": { seq: number };
  }
}

/** `read` changes nothing, so nothing it runs into can have changed anything. */
export type CallKind = "read" | "write";

/** Refusals before anything was done that time (or a fail-over) can heal. */
const passing: ReadonlySet<string> = new Set([
  "READONLY",
  "LOADING",
  "MASTERDOWN",
  "CLUSTERDOWN",
  "TRYAGAIN",
  "BUSY",
  "OOM",
  "MISCONF",
  "NOREPLICAS",
]);
/** Refusals before anything was done that somebody must heal. */
const standing: ReadonlySet<string> = new Set(["NOPERM", "NOAUTH", "WRONGPASS"]);

/**
 * Translates a failed call. The result has no cause: the client's errors hold the command with all that was to be written.
 * Error replies begin with a code in capitals: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
 */
export function failureOf(error: unknown, kind: CallKind): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = replyCode(error);
  if (code === undefined) return kind === "read" ? unreachable() : unanswered();

  const isHarmless = kind === "read" || passing.has(code) || standing.has(code);
  return new UpstreamError("redis.refused", say("redis.refused", { code }), {
    service: "redis",
    effect: isHarmless ? "none" : "unknown",
    retryable: passing.has(code),
  });
}

/** `NOPERM` of an error reply; `undefined` for everything that is no reply. */
export const replyCode = (error: unknown): string | undefined =>
  error instanceof ReplyError && error instanceof Error ? (/^[A-Z]+/.exec(error.message)?.[0] ?? "ERR") : undefined;

/** Whether it failed because a value of another type lies there than the bot puts there. */
export const isWrongType = (error: unknown): boolean =>
  error instanceof UpstreamError && error.sentence.params["code"] === "WRONGTYPE";

/** Reads what may as well be missing: where another type of value lies, it is. */
export async function readOrNone<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isWrongType(error)) return null;
    throw error;
  }
}

/** Not sent, or sent and only reading. */
export const unreachable = (): UpstreamError =>
  new UpstreamError("redis.unreachable", say("redis.unreachable", {}), { service: "redis", effect: "none", retryable: true });

/** Not sent: Redis answers, and others have so much to write that its turn did not come. */
export const busy = (): UpstreamError =>
  new UpstreamError("redis.busy", say("redis.busy", {}), { service: "redis", effect: "none", retryable: true });

/** Sent, and nobody said what became of it. */
const unanswered = (): UpstreamError =>
  new UpstreamError("redis.unanswered", say("redis.unanswered", {}), { service: "redis", effect: "unknown", retryable: true });

/** What is stored is not what we store. @param what names it, such as a request's id */
export const unreadable = (what: string): ConflictError =>
  new ConflictError("redis.unreadable", say("redis.unreadable", { what }));

/** Somebody else put something of another type where the bot keeps its own. */
export const foreignKey = (key: string): ConflictError =>
  new ConflictError("redis.foreign-key", say("redis.foreign-key", { key }));

/**
 * The trail's end is not as it was left: entries were removed or replaced. Nothing was written.
 * @param seq the entry at which that is seen
 */
export const trailDamaged = (seq: number | undefined): UpstreamError =>
  new UpstreamError(trailDamage, seq === undefined ? say("redis.trail-damaged", {}) : say("redis.trail-damaged-at", { seq }), {
    service: "redis",
    effect: "none",
    retryable: false,
  });
