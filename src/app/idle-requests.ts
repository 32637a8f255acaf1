import { say } from "../domain/sentence.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Locks } from "../ports/locks.ts";
import type { Alarms } from "./alarms.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "idle.request": { id: string; minutes: number };
    "idle.request-over": { id: string };
  }
}

/** A request as its record, which the bot wrote, has it now. */
export interface SeenRequest {
  readonly id: string;
  readonly lock: string;
  readonly revision: number;
  /** Whether a worker has something to do for it. */
  readonly isDue: boolean;
  /** Whether that is what remains after success: what fails there is tried again without a word on the record. */
  readonly isLater: boolean;
}

/**
 * Tells the channel, hourly, of requests that are due and of which nothing comes: whoever writes to Redis can pause the queue, hide a job
 * or keep taking a lock, and nothing fails then.
 */
export interface IdleRequests {
  /** The same locks, for whoever works on requests: what is held here is being worked on. */
  working(locks: Locks): Locks;
  /** @returns to be called when it is over */
  begun(lock: string): () => void;
  /** All that can be believed, oldest first; to be called again within a minute or so. */
  look(seen: readonly SeenRequest[]): Promise<void>;
  /** Nothing is to come of anything now. */
  forget(): void;
}

export interface IdleRequestsDeps {
  readonly alarms: Alarms;
  readonly jobs: Pick<Jobs, "revive">;
  /** Whether this process works on requests itself; one that does not cannot know what is tried without a word on the record. */
  readonly isWorker: boolean;
  /** Milliseconds since some moment; goes on evenly when the host's clock is set. */
  readonly monotonicMs: () => number;
}

const minuteMs = 60_000;
const lastsMs = 5 * minuteMs;
/** Long enough for each of several workers to have tried it. */
const laterLastsMs = 15 * minuteMs;
/** Whoever has not looked for longer (frozen, or without Redis) knows nothing of the time between. */
const looksWithinMs = 90_000;
/** What a turn of each other one that waits may take, while those have their turns. */
const turnMs = 15_000;
const hourMs = 60 * minuteMs;
const mostSaid = 5;

interface Known {
  readonly revision: number;
  readonly idleSinceMs: number;
}

export function createIdleRequests({ alarms, jobs, isWorker, monotonicMs }: IdleRequestsDeps): IdleRequests {
  let known = new Map<string, Known>();
  const said = new Set<string>();
  const underWay = new Set<{ readonly lock: string }>();
  const begunSince = new Set<string>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  /** When work on any request came on last. */
  let movedAtMs = Number.NEGATIVE_INFINITY;

  const begun: IdleRequests["begun"] = (lock) => {
    const work = { lock };
    underWay.add(work);
    begunSince.add(lock);
    return () => void underWay.delete(work);
  };

  /** Of which requests something came since the last look: one that waits for its lock waits for another one that has it. */
  function movedLocks(seen: readonly SeenRequest[]): ReadonlySet<string> {
    const moved = new Set([...begunSince, ...[...underWay].map(({ lock }) => lock)]);
    begunSince.clear();
    for (const { id, lock, revision } of seen) {
      const before = known.get(id);
      if (before !== undefined && before.revision !== revision) moved.add(lock);
    }
    return moved;
  }

  function patienceMs({ isLater }: SeenRequest, others: number): number {
    const itsTurnComes = monotonicMs() - movedAtMs < lastsMs;
    return (isLater ? laterLastsMs : lastsMs) + (itsTurnComes ? others * turnMs : 0);
  }

  async function over(isStill: (id: string) => boolean): Promise<void> {
    for (const id of [...said].filter((each) => !isStill(each))) {
      await alarms.over(mark(id), say("idle.request-over", { id }));
      said.delete(id);
    }
  }

  return {
    begun,
    working: (locks) => ({
      acquire: async (lock) => {
        const held = await locks.acquire(lock);
        if (held === undefined) return undefined;
        const ended = begun(lock);
        return { ...held, release: () => held.release().finally(ended) };
      },
    }),
    look: async (seen) => {
      const atMs = monotonicMs();
      if (atMs - lookedAtMs > looksWithinMs) known = new Map();
      lookedAtMs = atMs;
      const moved = movedLocks(seen);
      if (moved.size > 0) movedAtMs = atMs;
      const waits = (request: SeenRequest): boolean => request.isDue && (isWorker || !request.isLater);
      const since = (request: SeenRequest): number =>
        waits(request) && !moved.has(request.lock) ? (known.get(request.id)?.idleSinceMs ?? atMs) : atMs;
      known = new Map(seen.map((request) => [request.id, { revision: request.revision, idleSinceMs: since(request) }]));
      const due = seen.filter(waits);
      const idle = due.filter((request) => atMs - since(request) >= patienceMs(request, due.length - 1));
      await over((id) => idle.some((request) => request.id === id));
      for (const request of idle) {
        const { id } = request;
        if (!said.has(id) && said.size >= mostSaid) continue;
        said.add(id);
        const minutes = Math.floor((atMs - since(request)) / minuteMs);
        await alarms.say({ mark: mark(id), everyMs: hourMs, sentence: say("idle.request", { id, minutes }) });
        // Only what was said is mended: somebody has to learn of it.
        await jobs.revive(id);
      }
    },
    forget: () => {
      known = new Map();
    },
  };
}

const mark = (id: string): string => `idle/${id}`;
