import type { UpstreamError } from "../domain/errors.ts";
import { atMostLongestPause } from "../domain/retry-after.ts";
import type { RetryPolicy } from "../domain/retry-policy.ts";

/** Of a request that an upstream system kept from going on; counted in attempts, so that its first retry waits for two seconds. */
export const requestRetryPolicy: RetryPolicy = { initialIntervalMs: 1_000, backoffCoefficient: 2, maximumIntervalMs: 60_000 };

/** When what failed may be tried again: after our own wait, and not before whoever was asked wants to be asked. */
export const againAfter = (error: UpstreamError, waitMs: number, nowMs: number): number =>
  Math.max(nowMs + waitMs, atMostLongestPause(error.untilAtMs ?? nowMs, nowMs));
