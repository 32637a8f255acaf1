import { setTimeout as sleep } from "node:timers/promises";
import { ConflictError, UpstreamError } from "../../domain/errors.ts";
import { type RetryPolicy, retryIntervalMs } from "../../domain/retry-policy.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.given-up": { because: Sentence };
  }
}

/** Half a minute in all: a restart of Vault, a hiccup of an exchange. */
const retryPolicy: RetryPolicy = { initialIntervalMs: 500, backoffCoefficient: 2, maximumIntervalMs: 16_000 };
const mostRetries = 6;
/** Whoever asks for more than this is not asked again: the value would be lost with the process meanwhile. */
const longestWaitMs = 120_000;

/**
 * Does something with a value that exists in this process alone: what time can heal is tried again here, as an attempt by another
 * process would find the wrapping token spent.
 * @throws ConflictError that says that the value is lost, when time did not heal it; any other error as it is
 */
export async function holdingOn<T>(
  act: () => Promise<T>,
  signal: AbortSignal,
  now: () => number,
  pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { signal }),
): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof UpstreamError && error.retryable && error.effect === "none")) throw error;
      const askedMs = (error.untilAtMs ?? 0) - now();
      if (retries === mostRetries || askedMs > longestWaitMs)
        throw new ConflictError("register.given-up", say("register.given-up", { because: error.sentence }));
      await pause(Math.max(retryIntervalMs(retryPolicy, retries), askedMs));
    }
  }
}
