import { auditActor } from "../domain/audit.ts";
import { parseCommand } from "../domain/command.ts";
import type { Continuation } from "../domain/continuation.ts";
import { ConflictError } from "../domain/errors.ts";
import { canonicalJson } from "../domain/json.ts";
import { hasExpired, holdsLock, type OperationRequest } from "../domain/request.ts";
import { requestIdAt, type Schedule } from "../domain/schedule.ts";
import { say } from "../domain/sentence.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { DecisionSigner } from "../ports/signing-keys.ts";
import type { Alarms } from "./alarms.ts";
import type { Gate } from "./read-only.ts";
import type { ScheduledTask } from "./schedules.ts";
import { type Submission, TakenError } from "./submit.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "schedule.skipped": { what: Sentence; id: string; link: string };
    "schedule.planted": { what: Sentence; id: string };
  }
}

export interface OpenScheduledDeps {
  readonly submit: (submission: Submission) => Promise<OperationRequest>;
  readonly store: Pick<RequestStore, "load" | "loadWithTrail">;
  readonly audit: Pick<AuditLog, "append" | "ofRequest">;
  readonly signer: DecisionSigner;
  readonly alarms: Pick<Alarms, "say">;
  readonly linkTo: (requestId: string) => Promise<string>;
  /** Where its requests are at home. */
  readonly channel: string;
  readonly gate: Gate;
  /** Every word by which the log went on although something was lost. */
  readonly continuations: () => readonly Continuation[];
  readonly now: () => number;
}

/** Longer than any request is open. */
const sayAgainAfterMs = 90 * 24 * 3_600_000;

/**
 * Opens the request of a schedule, in its name, as if somebody had typed it; whether that was done, the log says. Where an open request
 * already holds the lock, the slot is skipped: that goes on the trail each time, and into the channel once for each request that is in the way.
 */
export function createOpenScheduled(deps: OpenScheduledDeps) {
  const { submit, store, audit, signer, alarms, linkTo, channel, gate, continuations, now } = deps;

  return (schedule: Schedule, { as, command }: NonNullable<Schedule["asks"]>): ScheduledTask =>
    async (slotMs) => {
      await gate();
      const ids = idsOf(schedule, slotMs);
      if (await isAskedAs(ids)) return;
      const id = await freeId(schedule, { slotMs, wanted: ids[0] });
      if (id === undefined) return;
      try {
        await submit({ actor: as, origin: channel, command: parseCommand(command), id });
      } catch (error) {
        if (!(error instanceof TakenError) || (await isOver(error.by))) throw error;
        await skipped(schedule, { actor: auditActor(as), slotMs, by: error.by });
      }
    };

  /** Under which it may have been opened; the first one is that of today: one from before the log went on may be used up in what was lost. */
  function idsOf(schedule: Schedule, slotMs: number): readonly [string, ...string[]] {
    const [newest, ...older] = continuations().toReversed();
    const first = requestIdAt(schedule, slotMs);
    if (newest === undefined) return [first];
    const after = ({ signature }: Continuation): string => requestIdAt(schedule, slotMs, signature);
    return [after(newest), ...older.map(after), first];
  }

  async function isAskedAs(ids: readonly string[]): Promise<boolean> {
    const trails = await Promise.all(ids.map((id) => audit.ofRequest(id)));
    return trails.flat().some(({ action }) => action === "request.submitted");
  }

  /** Somebody may have put a record there. Nobody can who does not know the id, and that of a signature only its signer knows. */
  async function freeId(
    schedule: Schedule,
    { slotMs, wanted }: { readonly slotMs: number; readonly wanted: string },
  ): Promise<string | undefined> {
    if (await isFree(wanted)) return wanted;
    const sentence = say("schedule.planted", { what: schedule.title, id: wanted });
    await alarms.say({ mark: `schedule-planted/${wanted}`, everyMs: sayAgainAfterMs, sentence });
    const { signature } = await signer.sign(canonicalJson({ statement: "schedule", id: wanted, slotMs }));
    const id = requestIdAt(schedule, slotMs, signature);
    return (await isAskedAs([id])) ? undefined : id;
  }

  async function isFree(id: string): Promise<boolean> {
    try {
      return (await store.load(id)) === undefined;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }

  /** What has run out while nobody was there to close it is no reason to skip, nor what the log does not know: the slot is tried again until it is gone. */
  async function isOver(id: string): Promise<boolean> {
    const loaded = await store.loadWithTrail(id);
    return loaded === undefined || loaded.trail.length === 0 || !holdsLock(loaded.request) || hasExpired(loaded.request, now());
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
