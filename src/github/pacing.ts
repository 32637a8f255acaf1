import { setTimeout as sleep } from "node:timers/promises";
import { RequestError } from "@octokit/request-error";
import type { Octokit } from "@octokit/rest";
import pLimit from "p-limit";
import { limitOf } from "./failures.ts";

export interface PacingOptions {
  readonly now: () => number;
  readonly monotonicMs: () => number;
  /** How often a read is sent again after a limit, which ends within so long. */
  readonly repetitions: number;
  readonly maxLimitWaitMs: number;
  /** Told of every limit that an answer names: how long it lasts, and whether that is waited for. */
  readonly onLimit: (limit: { readonly waitMs: number; readonly isWaiting: boolean }) => void;
}

/** https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests */
const betweenWritesMs = 1_000;
const atOnce = 10;

/**
 * An Octokit plugin that asks as GitHub wants to be asked: not too much at a time, one write a second, and nothing again before a limit ends.
 * `@octokit/plugin-throttling` does as much by the host's clock: where that is set back, everything waits until it has caught up.
 */
export function createPacing({ now, monotonicMs, repetitions, maxLimitWaitMs, onLimit }: PacingOptions) {
  const [all, writes] = [pLimit(atOnce), pLimit(1)];
  let nextWriteAtMs = Number.NEGATIVE_INFINITY;

  const turnToWrite = (): Promise<void> =>
    writes(async () => {
      await sleep(Math.min(betweenWritesMs, Math.max(0, nextWriteAtMs - monotonicMs())));
      nextWriteAtMs = monotonicMs() + betweenWritesMs;
    });

  const limitMs = (error: unknown): number | undefined => {
    const answer = error instanceof RequestError ? error.response : undefined;
    const untilAtMs = answer && limitOf(answer.status, answer.headers, answer.data, now());
    return untilAtMs === undefined ? undefined : Math.max(0, untilAtMs - now());
  };

  return (octokit: Pick<Octokit, "hook">): void => {
    octokit.hook.wrap("request", async (request, options) => {
      const isRead = options.method === "GET";
      for (let repetition = 0; ; repetition += 1) {
        if (!isRead && !isForToken(options.url)) await turnToWrite();
        try {
          return await all(async () => request(options));
        } catch (error) {
          const waitMs = limitMs(error);
          if (waitMs === undefined) throw error;
          const isWaiting = isRead && waitMs <= maxLimitWaitMs && repetition < repetitions;
          onLimit({ waitMs, isWaiting });
          if (!isWaiting) throw error;
          await sleep(waitMs);
        }
      }
    });
  };
}

/** Makes a token of an App's, and changes nothing. */
const isForToken = (url: string): boolean => url.endsWith("/access_tokens");
