import { ReplyError } from "ioredis";
import { AppError, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "queue.unreachable": NoParams;
    "queue.unanswered": NoParams;
  }
}

/** Nothing was sent. The record says what is to be done, so the request is taken up without the hint, only later. */
export const unreachable = (): UpstreamError =>
  new UpstreamError("queue.unreachable", say("queue.unreachable", {}), { service: "queue", effect: "none", retryable: true });

/** Sent and not confirmed: it may still be executed when Redis answers again. */
export const unanswered = (): UpstreamError =>
  new UpstreamError("queue.unanswered", say("queue.unanswered", {}), { service: "queue", effect: "unknown", retryable: true });

/** For the log: a code or the kind of error, never its text. */
export function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (!(error instanceof Error)) return "unknown";
  // Error replies begin with a code in capitals: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
  if (error instanceof ReplyError) return /^[A-Z]+/.exec(error.message)?.[0] ?? "ERR";
  return "code" in error ? String(error.code) : error.name;
}
