import { z } from "zod";
import { trailDamage } from "../domain/audit.ts";
import { chatSkewMs } from "../domain/clock-skew.ts";
import { composeDigest, type Digest } from "../domain/digest.ts";
import { AppError, ConflictError } from "../domain/errors.ts";
import { ExpiryReport, expiryId, expiryReportName } from "../domain/expiry.ts";
import type { OperationRequest } from "../domain/request.ts";
import { say } from "../domain/sentence.ts";
import type { Snooze } from "../domain/snooze.ts";
import type { DigestView } from "../ports/digest-view.ts";
import type { HeldLock, Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Reminders } from "../ports/reminders.ts";
import type { RefreshNow, Reports } from "../ports/reports.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { Verify } from "./verify.ts";
import { whileHeld } from "./while-locked.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "digest.busy": NoParams;
    "digest.no-snoozes": { because: Sentence };
    "digest.never-looked": NoParams;
    "digest.title": NoParams;
  }
}

export interface DigestDeps {
  readonly view: DigestView;
  readonly reports: Reports;
  readonly refreshNow: RefreshNow;
  readonly snoozes: () => Promise<readonly Snooze[]>;
  readonly requests: Pick<RequestStore, "recent" | "loadWithTrail">;
  readonly verify: Verify;
  readonly locks: Locks;
  readonly reminders: Reminders;
  readonly log: Log;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** What is remembered of the last digest. */
const Note = z.object({
  slot: z.string(),
  place: z.object({ channel: z.string(), message: z.string() }),
  /** What was in the last one that nobody had asked for, and when that was. */
  listed: z.array(z.string()),
  listedAtMs: z.number(),
});
export type DigestNote = z.infer<typeof Note>;

const noteName = "digest";
const begunName = "digest-begun";
const Look = z.object({ atMs: z.number(), content: ExpiryReport });
const Begun = z.object({ slot: z.string() });
const patienceMs = 20_000;
const turnEveryMs = 500;
const mostListed = 500;

/** A digest that somebody asked for is no reminder: nobody has ignored it a second time. */
const askedFor = "now-";
export const slotAskedForAt = (atMs: number): string => `${askedFor}${atMs}`;

/** Where the last digest is, and of what slot; `undefined` before the first. @throws UpstreamError (service "redis") */
export async function lastDigest(reports: Pick<Reports, "read">): Promise<DigestNote | undefined> {
  return Note.safeParse((await reports.read(noteName))?.content).data;
}

/**
 * Posts the digest of a slot, once: across processes, and also when one dies after posting and before noting it.
 * @param slot names the time it is for, the same in every process: letters, digits, `-`, `:`, `.`, at most 100 of them
 * @throws AppError: call again with the same slot; nothing is posted twice
 */
export function createDigest(deps: DigestDeps): (slot: string, signal: AbortSignal) => Promise<void> {
  const { view, reports, refreshNow, requests, locks, reminders, log, now, pause } = deps;

  return async (slot, signal) => {
    await whileHeld(await turn(signal), async (held) => {
      const last = await lastDigest(reports);
      if (last?.slot === slot) return;
      const posted = await postedBefore(slot);
      const digest = await compose(last, signal);
      held.lost.throwIfAborted();
      if (posted === undefined) await reports.save(begunName, { atMs: now(), content: { slot } });
      const place = posted ?? (await view.post(slot, digest));
      const listed = slot.startsWith(askedFor)
        ? { listed: last?.listed ?? [], listedAtMs: last?.listedAtMs ?? 0 }
        : { listed: digest.rows.slice(0, mostListed).map(({ item }) => expiryId(item)), listedAtMs: digest.nowMs };
      await reports.save(noteName, { atMs: now(), content: { slot, place: { ...place }, ...listed } });
    });
  };

  /** Another process that is at it needs seconds; one that died loses the lock by itself. */
  async function turn(signal: AbortSignal): Promise<HeldLock> {
    for (const untilMs = now() + patienceMs; !signal.aborted; await pause(turnEveryMs)) {
      const held = await locks.acquire(noteName);
      if (held !== undefined) return held;
      if (now() >= untilMs) break;
    }
    throw new ConflictError("digest.busy", say("digest.busy", {}));
  }

  async function postedBefore(slot: string) {
    const stored = await reports.read(begunName);
    const isBegun = stored !== undefined && Begun.safeParse(stored.content).data?.slot === slot;
    return isBegun ? view.find(slot, stored.atMs - chatSkewMs) : undefined;
  }

  async function compose(last: DigestNote | undefined, signal: AbortSignal): Promise<Digest> {
    const isFresh = await refreshNow("expiry", signal);
    const look = Look.safeParse(await reports.read(expiryReportName)).data;
    const nowMs = now();
    const { snoozes, failures } = await standing();
    const digest = composeDigest({
      report: look?.content ?? { sources: [] },
      last: last === undefined ? undefined : { atMs: last.listedAtMs, listed: last.listed },
      snoozes,
      requests: await proven(),
      nowMs,
      horizonMs: reminders.horizonMs,
      owners: reminders.owners,
      lookedAtMs: look?.atMs ?? null,
      isFresh,
    });
    const neverLooked =
      look === undefined ? [{ source: say("digest.title", {}), what: "", because: say("digest.never-looked", {}) }] : [];
    return { ...digest, failures: [...neverLooked, ...failures, ...digest.failures] };
  }

  /** A renewal that nobody vouches for is none. */
  async function proven(): Promise<readonly OperationRequest[]> {
    const recent = await requests.recent(200);
    const loaded = await Promise.all(recent.map(({ id }) => requests.loadWithTrail(id))).catch((error: unknown) => {
      if (error instanceof AppError && error.code === trailDamage) return [];
      throw error;
    });
    const proved = await Promise.all(loaded.map((each) => each && deps.verify(each)));
    return proved.flatMap((request) => request ?? []);
  }

  /** What cannot be known to be snoozed is not. */
  async function standing(): Promise<{ readonly snoozes: readonly Snooze[]; readonly failures: Digest["failures"] }> {
    try {
      return { snoozes: await deps.snoozes(), failures: [] };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ code: error.code }, "it cannot be known what is snoozed");
      const because = say("digest.no-snoozes", { because: error.sentence });
      return { snoozes: [], failures: [{ source: say("digest.title", {}), what: "", because }] };
    }
  }
}
