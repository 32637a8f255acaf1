import type { UpstreamError } from "../domain/errors.ts";
import { atMostLongestPause } from "../domain/retry-after.ts";

/** When what failed may be tried again: after our own wait, and not before whoever was asked wants to be asked. */
export const againAfter = (error: UpstreamError, waitMs: number, nowMs: number): number =>
  Math.max(nowMs + waitMs, atMostLongestPause(error.untilAtMs ?? nowMs, nowMs));
