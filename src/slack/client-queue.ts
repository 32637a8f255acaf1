import { setTimeout as sleep } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { type RetryPolicy, retryIntervalMs } from "../domain/retry-policy.ts";
import type { Secret } from "../domain/secret.ts";
import type { Log } from "../ports/log.ts";
import { failureOf, slackLimited } from "./failures.ts";
import { createSdkLogger } from "./sdk-logger.ts";
import type { WebMethod } from "./web-methods.ts";

/** One way to Slack's Web API; what waits on one lane does not hold up another. */
export interface ClientQueue {
  /** The answer, unchecked (see `wire.ts`). @throws UpstreamError (service "slack") */
  call(method: WebMethod, args: { readonly [name: string]: unknown }): Promise<unknown>;
}

export interface ClientQueueOptions {
  readonly token: Secret;
  /** Base address of the Web API, e.g. `https://slack.com/api/`. */
  readonly apiUrl: string;
  readonly log: Log;
  /** For one attempt. Default 8 s. */
  readonly timeoutMs?: number;
  /** Longest time spent on waiting between attempts, in all. Default 20 s. */
  readonly patienceMs?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since some moment, whatever becomes of the host's clock: a limit is measured by it. Default `performance.now()`. */
  readonly monotonicMs?: () => number;
}

const attempts = 3;
const retryPolicy: RetryPolicy = { initialIntervalMs: 500, backoffCoefficient: 2, maximumIntervalMs: 1_000 };

/**
 * Calls with a time-out and at most three attempts. While Slack limits a method in a channel, nothing of the kind is sent. A call that would post a second message is made again only where
 * the first certainly did nothing (429, no connection). The SDK's own retries are off: ten of them over half an hour,
 * no time-out, and a 429 stops everything else (web-api 8.2.0).
 */
export function createClientQueue({
  token,
  apiUrl,
  log,
  timeoutMs = 8_000,
  patienceMs = 20_000,
  now,
  monotonicMs = () => performance.now(),
}: ClientQueueOptions): ClientQueue {
  const client = new WebClient(token.reveal(), {
    slackApiUrl: apiUrl,
    logger: createSdkLogger(log),
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    maxRequestConcurrency: 10,
  });
  const limits = new Map<string, number>();

  return {
    async call(method, args) {
      const kind = `${method} ${String(args["channel"])}`;
      let waitedMs = Math.max(0, (limits.get(kind) ?? 0) - monotonicMs());
      if (waitedMs > patienceMs) throw slackLimited(now() + waitedMs, now());
      if (waitedMs > 0) await sleep(waitedMs);
      limits.delete(kind);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await client.apiCall(method, { ...args });
        } catch (thrown) {
          const { error, mayRepeat, waitMs } = failureOf(thrown, method, now());
          if (error.untilAtMs !== undefined) limits.set(kind, monotonicMs() + error.untilAtMs - now());
          const pauseMs = waitMs ?? retryIntervalMs(retryPolicy, attempt - 1);
          waitedMs += pauseMs;
          if (!mayRepeat || attempt >= attempts || waitedMs > patienceMs) throw error;
          log.warn({ method, attempt, pauseMs, code: error.code }, "a call to Slack is made again");
          await sleep(pauseMs);
        }
      }
    },
  };
}
