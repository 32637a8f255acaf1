import { auditActor } from "../domain/audit.ts";
import { parseCommand } from "../domain/command.ts";
import { hasExpired, holdsLock, type Request } from "../domain/request.ts";
import { requestIdAt, type Schedule } from "../domain/schedule.ts";
import { say } from "../domain/sentence.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { Alarms } from "./alarms.ts";
import type { Gate } from "./read-only.ts";
import type { ScheduledTask } from "./schedules.ts";
import { type Submission, TakenError } from "./submit.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "schedule.skipped": { what: Sentence; id: string; link: string };
  }
}

export interface OpenScheduledDeps {
  readonly submit: (submission: Submission) => Promise<Request>;
  readonly store: Pick<RequestStore, "load">;
  readonly audit: Pick<AuditLog, "append">;
  readonly alarms: Pick<Alarms, "say">;
  readonly linkTo: (requestId: string) => Promise<string>;
  /** Where its requests are at home. */
  readonly channel: string;
  readonly gate: Gate;
  readonly now: () => number;
}

/** Longer than any request is open. */
const sayAgainAfterMs = 90 * 24 * 3_600_000;

/**
 * Opens the request of a schedule, in its name, as if somebody had typed it. Where an open request already holds the lock, the
 * slot is skipped: that goes on the trail each time, and into the channel once for each request that is in the way.
 */
export function createOpenScheduled({ submit, store, audit, alarms, linkTo, channel, gate, now }: OpenScheduledDeps) {
  return (schedule: Schedule, { as, command }: NonNullable<Schedule["asks"]>): ScheduledTask =>
    async (slotMs) => {
      await gate();
      const id = requestIdAt(schedule, slotMs);
      if ((await store.load(id)) !== undefined) return;
      try {
        await submit({ actor: as, origin: channel, command: parseCommand(command), id });
      } catch (error) {
        if (!(error instanceof TakenError) || (await isOver(error.by))) throw error;
        await skipped(schedule, { actor: auditActor(as), slotMs, by: error.by });
      }
    };

  /** What has run out while nobody was there to close it is no reason to skip: the slot is tried again until it is closed. */
  async function isOver(id: string): Promise<boolean> {
    const request = await store.load(id);
    return request === undefined || !holdsLock(request) || hasExpired(request, now());
  }

  async function skipped(
    { name, title }: Schedule,
    { actor, slotMs, by }: { readonly actor: ReturnType<typeof auditActor>; readonly slotMs: number; readonly by: string },
  ): Promise<void> {
    await audit.append([{ atMs: now(), actor, action: "schedule.skipped", request: by, details: { slotMs } }]);
    const sentence = say("schedule.skipped", { what: title, id: by, link: await linkTo(by) });
    await alarms.say({ mark: `schedule-skipped/${name}/${by}`, everyMs: sayAgainAfterMs, sentence });
  }
}
