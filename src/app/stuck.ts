import { UpstreamError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Log } from "../ports/log.ts";
import type { Alarms } from "./alarms.ts";
import { createExplain, described } from "./explain.ts";
import { isReadOnly } from "./read-only.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "stuck.request": { id: string; because: Sentence };
    "stuck.request-over": { id: string };
    "stuck.task": { task: string; because: Sentence };
    "stuck.task-over": { task: string };
  }
}

/** What is done again and again until it succeeds: something with a request, or a task that comes round by itself. */
export type StuckTask = { readonly request: string; readonly to: "work" | "mend" } | { readonly task: string };

/**
 * Tells the channel, hourly until it is over, what has failed for some minutes for a reason that time does not heal: the log alone is
 * read by nobody.
 */
export interface Stuck {
  /** Does it, and throws what it throws. */
  watched<T>(matter: StuckTask, work: () => Promise<T>): Promise<T>;
}

export interface StuckDeps {
  readonly alarms: Alarms;
  readonly newReference: () => string;
  readonly log: Log;
  /** Milliseconds since some moment; goes on evenly when the host's clock is set. */
  readonly monotonicMs: () => number;
}

const lastsMs = 3 * 60_000;
const hourMs = 3_600_000;
const mostKept = 1_000;

export function createStuck({ alarms, newReference, log, monotonicMs }: StuckDeps): Stuck {
  const explain = createExplain(newReference);
  const failing = new Map<string, { readonly sinceMs: number; isSaid: boolean }>();

  async function failed(matter: StuckTask, error: unknown): Promise<void> {
    const { key, mark, sentence } = wordsOf(matter);
    const known = failing.get(key) ?? { sinceMs: monotonicMs(), isSaid: false };
    if (failing.size < mostKept) failing.set(key, known);
    if (monotonicMs() - known.sinceMs < lastsMs) return;
    const { because, fields } = explain(error);
    log.error({ ...matter, ...fields }, "something fails for a reason that time does not heal");
    known.isSaid = true;
    await alarms.say({ mark, everyMs: hourMs, sentence: sentence(because) });
  }

  async function succeeded(matter: StuckTask): Promise<void> {
    const { key, mark, over } = wordsOf(matter);
    const known = failing.get(key);
    failing.delete(key);
    if (known?.isSaid === true) await alarms.over(mark, over);
  }

  const quietly = (told: Promise<void>): Promise<void> =>
    told.catch((error: unknown) => log.warn(described(error), "the channel could not be told of something that fails"));

  return {
    watched: async (matter, work) => {
      try {
        const result = await work();
        await quietly(succeeded(matter));
        return result;
      } catch (error) {
        if (!isHealedByTime(error)) await quietly(failed(matter, error));
        throw error;
      }
    },
  };
}

/** Of a log that cannot be believed the channel is told anyway. */
const isHealedByTime = (error: unknown): boolean => (error instanceof UpstreamError && error.retryable) || isReadOnly(error);

/** `key` tells who fails, `recordProgress` what the channel is told of. */
function wordsOf(matter: StuckTask) {
  if ("task" in matter) {
    const { task } = matter;
    const mark = `stuck/task/${task}`;
    const sentence = (because: Sentence) => say("stuck.task", { task, because });
    return { key: mark, mark, sentence, over: say("stuck.task-over", { task }) };
  }
  const { request: id, to } = matter;
  const mark = `stuck/${id}`;
  const sentence = (because: Sentence) => say("stuck.request", { id, because });
  return { key: `${to}/${id}`, mark, sentence, over: say("stuck.request-over", { id }) };
}
