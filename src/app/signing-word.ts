import { type Sentence, say } from "../domain/sentence.ts";
import type { Alarms } from "./alarms.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "signing.alarm": { because: Sentence };
    "signing.over": { seq: number };
  }
}

export interface SigningWordDeps {
  /** The number of the first entry that must be signed, or why not yet. */
  readonly beginSigning: () => Promise<number | Sentence>;
  readonly alarms: Alarms;
  /** Milliseconds since some moment; goes on evenly when the host's clock is set. */
  readonly monotonicMs: () => number;
}

const hourMs = 3_600_000;
const mark = "not-signed";

/**
 * Begins to sign, and tells the channel daily when that has not begun for an hour: until then whoever writes to the store can make it say
 * anything. @returns as `createBeginSigning`'s does, `undefined` for not yet
 */
export function createSigningWord({ beginSigning, alarms, monotonicMs }: SigningWordDeps) {
  const sinceMs = monotonicMs();

  return async (): Promise<number | undefined> => {
    const begun = await beginSigning();
    if (typeof begun === "number") {
      await alarms.over(mark, say("signing.over", { seq: begun })).catch(() => undefined);
      return begun;
    }
    if (monotonicMs() - sinceMs >= hourMs)
      await alarms.say({ mark, everyMs: 24 * hourMs, sentence: say("signing.alarm", { because: begun }) });
    return undefined;
  };
}
