import { type AdvancedOptions, Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { Schedule } from "../domain/schedule.ts";
import { nextSlot, type Timetable } from "../domain/slots.ts";
import type { WorkerLog } from "./worker.ts";

export interface SlotAlarmOptions {
  /** `redis://` or `rediss://`, with user and password where there are any. */
  readonly url: string;
  /** The same as the queue's. */
  readonly prefix: string;
  /** Of all schedules there are; whatever else is scheduled is removed. */
  readonly schedules: readonly Schedule[];
  /** Called around each slot in one of the processes that run: time to look what is due. */
  readonly onSlot: () => void;
  readonly log: WorkerLog;
  /** The first slot after an instant, both in milliseconds since 1970. */
  readonly slotAfter?: (timetable: Timetable, atMs: number) => number | undefined;
}

/** Makes schedules punctual, and nothing more: what is due, whoever is poked finds out, and it is found out without a poke too. */
export interface SlotAlarm {
  /** Makes the schedulers in Redis agree with the configuration. Doing it twice is doing it once. */
  arrange(): Promise<void>;
  /** Takes no more pokes; never throws and never hangs. */
  close(): void;
}

const queueName = "schedules";
const commandTimeoutMs = 2_000;

/**
 * BullMQ's job schedulers: https://docs.bullmq.io/guide/job-schedulers. Its own reader of cron patterns disagrees with ours about
 * some, so it never sees one.
 */
export function createSlotAlarm({ url, prefix, schedules, onSlot, log, slotAfter = nextSlot }: SlotAlarmOptions): SlotAlarm {
  const trouble = (error: Error): void => log.warn({ code: codeOf(error) }, "the schedules' queue reported an error");
  const asking = new Redis(url, { commandTimeout: commandTimeoutMs, maxRetriesPerRequest: 1, enableOfflineQueue: false });
  // No command time-out here: it waits for jobs with a blocking command.
  const waiting = new Redis(url, { maxRetriesPerRequest: null, enableAutoPipelining: false, socketTimeout: 30_000 });
  const settings: AdvancedOptions = {
    repeatStrategy: (atMs, { pattern = "", tz = "UTC" }) => slotAfter({ pattern, timezone: tz }, atMs),
  };
  asking.on("error", trouble);
  const queue = new Queue(queueName, {
    connection: asking,
    prefix,
    streams: { events: { maxLen: 100 } },
    skipVersionCheck: true,
    settings,
  });
  queue.on("error", trouble);
  const worker = new Worker(queueName, async () => onSlot(), { connection: waiting, prefix, autorun: false, settings });
  worker.on("error", trouble);
  worker.run().catch(trouble);

  return {
    arrange: async () => {
      const wanted = new Set(schedules.map(({ name }) => name));
      for (const { key } of await queue.getJobSchedulers()) if (!wanted.has(key)) await queue.removeJobScheduler(key);
      // What cannot be arranged is found due all the same, if less punctually.
      for (const { name, pattern, timezone } of schedules)
        await queue
          .upsertJobScheduler(
            name,
            { pattern, tz: timezone },
            { name: "slot", opts: { removeOnComplete: { count: 10 }, removeOnFail: { count: 10 } } },
          )
          .catch((error: unknown) => log.warn({ schedule: name, code: codeOf(error) }, "a schedule could not be arranged"));
    },
    close: () => {
      worker.close(true).catch(() => undefined);
      worker.disconnect().catch(() => undefined);
      asking.disconnect();
      waiting.disconnect();
    },
  };
}

/** For the log: a code or the kind of error, never its text. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error ? String(error.code) : error.name;
};
