import { z } from "zod";
import type { Check, CheckPorts, Finding } from "../domain/check.ts";
import { longestIntervalMs, newestOccurrence } from "../domain/cron-occurrences.ts";
import type { Schedule, ScheduleCursor } from "../domain/schedule.ts";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "schedules.title": NoParams;
    "schedules.missed": { what: Sentence; slotAtMs: number };
    "schedules.stale": { what: Sentence; sinceAtMs: number };
    "schedules.why": NoParams;
    "schedules.mend": NoParams;
  }
}

const [hourMs, dayMs] = [3_600_000, 86_400_000];

/** When a schedule that nobody has ever looked at was seen first, by name. */
const FirstSeen = z.record(z.string(), z.number());

/**
 * Whether what is to happen by the clock does happen: it is asked of the marks alone, by the half of the bot that does not set
 * them, and without the queue. A schedule is late an hour after its slot, and also when its last mark is older than the
 * longest time between two slots and a day: eight days for what happens weekly.
 */
export const schedules: Check = {
  name: "schedules",
  title: say("schedules.title", {}),
  everyMs: 60_000,
  run: async ({ ports, nowMs, remembered }) => {
    const known = FirstSeen.safeParse(remembered).data ?? {};
    const firstSeen: Record<string, number> = {};
    const findings: Finding[] = [];
    for (const schedule of ports.schedules) {
      const mark = await markOf(schedule, ports);
      const sinceMs = known[schedule.name] ?? nowMs;
      if (mark === undefined) firstSeen[schedule.name] = sinceMs;
      const what = lateness(schedule, mark ?? { slotMs: sinceMs, atMs: sinceMs }, nowMs);
      if (what !== undefined)
        findings.push({
          about: `schedule/${schedule.name}`,
          severity: "alarm",
          what,
          why: say("schedules.why", {}),
          mend: say("schedules.mend", {}),
        });
    }
    return { findings, remember: firstSeen };
  },
};

/** A mark of another timetable says nothing about this one. */
async function markOf(
  { name, pattern, timezone }: Schedule,
  { scheduleCursors }: CheckPorts,
): Promise<ScheduleCursor | undefined> {
  const mark = await scheduleCursors.read(name);
  return mark?.pattern === pattern && mark.timezone === timezone ? mark : undefined;
}

function lateness(
  schedule: Schedule,
  { slotMs, atMs }: Pick<ScheduleCursor, "slotMs" | "atMs">,
  nowMs: number,
): Sentence | undefined {
  const { title: what } = schedule;
  const slotAtMs = newestOccurrence(schedule, nowMs - hourMs) ?? 0;
  if (slotAtMs > slotMs) return say("schedules.missed", { what, slotAtMs });
  return nowMs - atMs > longestIntervalMs(schedule, nowMs) + dayMs
    ? say("schedules.stale", { what, sinceAtMs: atMs })
    : undefined;
}
