import { type AdvancedOptions, Queue, Worker } from "bullmq";
import { nextOccurrence, type Timetable } from "../domain/cron-occurrences.ts";
import type { Schedule } from "../domain/schedule.ts";
import type { QueueConnections } from "./connections.ts";
import { codeOf } from "./failures.ts";
import type { WorkerLog } from "./worker.ts";

export interface SlotAlarmOptions {
  readonly connections: QueueConnections;
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

/**
 * BullMQ's job schedulers: https://docs.bullmq.io/guide/job-schedulers. Its own reader of cron patterns disagrees with ours about
 * some, so it never sees one.
 */
export function createSlotAlarm({
  connections,
  prefix,
  schedules,
  onSlot,
  log,
  slotAfter = nextOccurrence,
}: SlotAlarmOptions): SlotAlarm {
  const trouble = (error: Error): void => log.warn({ code: codeOf(error) }, "the schedules' queue reported an error");
  const [asking, waiting] = [connections.forCalls(), connections.forJobs()];
  const settings: AdvancedOptions = {
    repeatStrategy: (atMs, { pattern = "", tz = "UTC" }) => slotAfter({ pattern, timezone: tz }, atMs),
  };
  const queue = new Queue(queueName, {
    connection: asking,
    prefix,
    streams: { events: { maxLen: 100 } },
    skipVersionCheck: true,
    settings,
  });
  // Whoever made the connections tells of their trouble.
  queue.on("error", () => undefined);
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
