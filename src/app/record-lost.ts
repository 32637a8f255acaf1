import { say } from "../domain/sentence.ts";
import type { Alarm } from "./alarms.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "standing.record-lost": { id: string };
  }
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** That a request is not there, or nobody can read it. Hourly; of one that was asked for more than a day ago daily, as nothing mends it. */
export const recordLost = (id: string, ageMs = 0): Alarm => ({
  mark: `record/${id}`,
  everyMs: ageMs > dayMs ? dayMs : hourMs,
  sentence: say("standing.record-lost", { id }),
});
