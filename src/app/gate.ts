import { type Sentence, say } from "../domain/sentence.ts";
import { createTokenBucket, type Rate, type TokenBucket } from "../domain/token-bucket.ts";
import type { Flood } from "./flood.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "gate.busy": { waitMs: number };
    "gate.busy-for-all": { waitMs: number };
  }
}

/** Why somebody is not heard now. */
export interface Busy {
  /** With when they will be heard. */
  readonly because: Sentence;
  /** The first time in this wait: whoever was told already need not be told again. */
  readonly isNews: boolean;
}

/** Before anything else is done for somebody: whether they are heard now. Looks at nothing outside this process. */
export interface Gate {
  /** `undefined`: they are heard, and it counts. What arrives twice counts once, and the second time is no news. */
  objectionTo(userId: string, interactionId?: string): Busy | undefined;
}

export interface GateDeps {
  /** How much this process hears of one person, and of all. */
  readonly limits: { readonly person: Rate; readonly all: Rate };
  readonly flood: Flood;
  /** Of a clock that never goes back, in milliseconds. */
  readonly monotonicMs: () => number;
}

/** The last of what all may ask is kept for those who have hardly asked, so that a few cannot use it up for everybody. */
const keptShare = 0.25;
const hardlyAsked = 0.5;
const mostPeople = 1_000;
/** Slack sends again what was not acknowledged in time. */
const remembered = 1_000;

interface Person {
  readonly bucket: TokenBucket;
  /** When the wait ends that they were told of. */
  toldUntilMs: number;
}

/** A token bucket for each person, and one for all. */
export function createGate({ limits: { person, all }, flood, monotonicMs }: GateDeps): Gate {
  const everybody = createTokenBucket(all, monotonicMs());
  const people = new Map<string, Person>();
  const said = new Map<string, Busy | undefined>();

  const personOf = (userId: string, nowMs: number): Person => {
    const known = people.get(userId);
    if (known !== undefined) return known;
    // A bucket that has filled up again is as good as none.
    if (people.size >= mostPeople) for (const [id, { bucket }] of people) if (bucket.level(nowMs) === 1) people.delete(id);
    const met = { bucket: createTokenBucket(person, nowMs), toldUntilMs: nowMs };
    people.set(userId, met);
    return met;
  };

  const counted = (userId: string): Busy | undefined => {
    const nowMs = monotonicMs();
    const asking = personOf(userId, nowMs);
    const own = asking.bucket;
    const kept = own.level(nowMs) >= hardlyAsked ? 0 : Math.floor(all.atOnce * keptShare);
    const ownWaitMs = own.waitMs(nowMs);
    const exactlyMs = ownWaitMs > 0 ? ownWaitMs : everybody.waitMs(nowMs, kept);
    if (exactlyMs === 0) {
      own.take(nowMs);
      everybody.take(nowMs);
      return undefined;
    }
    flood.refused(userId);
    const waitMs = Math.ceil(exactlyMs / 1_000) * 1_000;
    const isNews = nowMs >= asking.toldUntilMs;
    if (isNews) asking.toldUntilMs = nowMs + waitMs;
    return { because: ownWaitMs > 0 ? say("gate.busy", { waitMs }) : say("gate.busy-for-all", { waitMs }), isNews };
  };

  return {
    objectionTo: (userId, interactionId) => {
      if (interactionId === undefined) return counted(userId);
      const key = `${userId} ${interactionId}`;
      const busy = said.get(key);
      if (said.has(key)) return busy && { ...busy, isNews: false };
      const objection = counted(userId);
      for (const oldest of said.keys()) {
        if (said.size < remembered) break;
        said.delete(oldest);
      }
      said.set(key, objection);
      return objection;
    },
  };
}
