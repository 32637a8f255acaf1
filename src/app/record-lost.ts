import { say } from "../domain/sentence.ts";
import type { Alarm, Crowd } from "./alarms.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "standing.record-lost": { id: string };
    "standing.records-lost": NoParams;
  }
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Requests of which nothing can be believed. */
export const oddRequests: Crowd = { of: "requests", sentence: say("standing.records-lost", {}) };

/** That a request is not there, or nobody can read it. Hourly; of one that was asked for more than a day ago daily, as nothing mends it. */
export const recordLost = (id: string, ageMs = 0): Alarm => ({
  mark: `record/${id}`,
  everyMs: ageMs > dayMs ? dayMs : hourMs,
  sentence: say("standing.record-lost", { id }),
  crowd: oddRequests,
});
