import { setTimeout as sleep } from "node:timers/promises";
import { ConflictError, UpstreamError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.given-up": { because: Sentence };
  }
}

/** Half a minute in all: a restart of Vault, a hiccup of an exchange. */
const waitsMs = [500, 1_000, 2_000, 4_000, 8_000, 16_000];
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
  for (const waitMs of [...waitsMs, undefined]) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof UpstreamError && error.retryable && error.effect === "none")) throw error;
      const askedMs = (error.untilAtMs ?? 0) - now();
      if (waitMs === undefined || askedMs > longestWaitMs)
        throw new ConflictError("register.given-up", say("register.given-up", { because: error.sentence }));
      await pause(Math.max(waitMs, askedMs));
    }
  }
  throw new Error("there is always a last attempt");
}
