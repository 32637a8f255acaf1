import { UpstreamError } from "../domain/errors.ts";
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
