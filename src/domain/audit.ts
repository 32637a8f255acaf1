import { z } from "zod";
import { type Actor, isSchedule } from "./actor.ts";
import { digestAsStored, digestOf, type Json, StoredJson } from "./json.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "audit.changed": { seq: number };
    "audit.missing": { seq: number };
    "audit.truncated": { fromSeq: number; toSeq: number };
    "audit.rewritten": { seq: number };
    "audit.unsigned": { seq: number };
    "audit.end-damaged": { seq: number };
  }
}

/** Everything that is ever written to the trail. A new kind of event is a new line here. */
export type AuditAction =
  | "request.submitted"
  | "request.prepared"
  | "request.refused"
  | "request.approved-by"
  | "request.denied-by"
  | "request.approved"
  | "request.cancelled"
  | "request.expired"
  | "request.lapsed"
  | "request.drifted"
  | "request.approval-withdrawn"
  | "request.tampered"
  | "request.signed"
  | "request.redacted"
  | "run.started"
  | "run.resumed"
  | "run.postponed"
  | "run.succeeded"
  | "run.failed"
  | "run.needs-attention"
  | "run.stop-asked"
  | "retire.hastened-by"
  | "step.started"
  | "step.marked"
  | "step.due"
  | "step.done"
  | "step.failed"
  | "step.undone"
  | "command.refused"
  | "press.refused"
  | "form.refused"
  | "orphan.destroyed"
  | "orphan.found"
  | "finding.raised"
  | "finding.cleared"
  | "clocks.differ"
  | "weekly-check.posted"
  | "schedule.skipped"
  | "expiry.snoozed"
  | "log.continued"
  | "flood.refused";

/** Who did it: a Slack user id, a schedule, or the part of the bot that acted by itself. */
export type AuditActor = `user:${string}` | `schedule:${string}` | "bot:ingress" | "bot:worker" | "bot:reconcile";

/** Whoever asked or answered, as the trail names them. */
export const auditActor = (actor: Pick<Actor, "userId">): AuditActor =>
  isSchedule(actor) ? `schedule:${actor.userId.slice("schedule:".length)}` : `user:${actor.userId}`;

export interface AuditEvent {
  readonly atMs: number;
  readonly actor: AuditActor;
  readonly action: AuditAction;
  /** Request id, or `null` where there is none. */
  readonly request: string | null;
  readonly details: { readonly [name: string]: Json };
}

/** One line of the trail. `hash` is SHA-256 over the canonical JSON of all the rest, so it covers the whole past. */
export const AuditEntry = z
  .object({
    seq: z.number().int().positive(),
    atMs: z.number(),
    actor: z.string(),
    action: z.string(),
    request: z.string().nullable(),
    details: z.record(z.string(), StoredJson),
    prevHash: z.string(),
    hash: z.string(),
  })
  .readonly();
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Entries after which nothing comes of a request any more; one that has succeeded may still have later steps. */
export const endingsWithoutSuccess: ReadonlySet<string> = new Set<AuditAction>([
  "request.refused",
  "request.denied-by",
  "request.cancelled",
  "request.expired",
  "request.lapsed",
  "request.tampered",
  "run.failed",
]);

/** Code of the error of a store whose trail does not end as it was left; entries can still be read. */
export const trailDamage = "redis.trail-damaged";

/** What the first entry points back to. */
const genesisHash = "0".repeat(64);

export interface TrailHead {
  readonly seq: number;
  readonly hash: string;
}

export const emptyTrail: TrailHead = { seq: 0, hash: genesisHash };

/**
 * Turns events into the entries that follow `head`.
 * @throws InputError when a text holds half a character: whoever reads the trail elsewhere might refuse it
 */
export function chain(head: TrailHead, events: readonly AuditEvent[]): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  let last = head;
  for (const event of events) {
    const open: AuditEntry = { ...event, details: { ...event.details }, seq: last.seq + 1, prevHash: last.hash, hash: "" };
    const { hash: _, ...rest } = open;
    const entry = { ...open, hash: digestOf(rest) };
    entries.push(entry);
    last = entry;
  }
  return entries;
}

export type ChainCheck =
  | { readonly intact: true; readonly head: TrailHead }
  | { readonly intact: false; readonly seq: number; readonly because: Sentence };

/** Checks entries that should follow `from`; names the first bad one. */
export function checkChain(from: TrailHead, entries: readonly AuditEntry[]): ChainCheck {
  let last = from;
  for (const entry of entries) {
    const { hash, ...rest } = entry;
    const seq = last.seq + 1;
    if (entry.seq !== seq) return { intact: false, seq, because: say("audit.missing", { seq }) };
    if (entry.prevHash !== last.hash || digestAsStored(rest) !== hash)
      return { intact: false, seq, because: say("audit.changed", { seq }) };
    last = { seq, hash };
  }
  return { intact: true, head: last };
}

/** A signed statement "the trail was this long and had this hash", kept where a writer of Redis cannot reach it. */
export const TrailCheckpoint = z
  .object({
    seq: z.number().int(),
    hash: z.string(),
    atMs: z.number(),
    previousSeq: z.number().int(),
    kid: z.string(),
    signature: z.string(),
  })
  .readonly();
export type TrailCheckpoint = z.infer<typeof TrailCheckpoint>;

/** What is signed in a checkpoint. */
export const checkpointStatement = ({ seq, hash, atMs, previousSeq }: Omit<TrailCheckpoint, "kid" | "signature">): Json => ({
  statement: "trail-checkpoint",
  seq,
  hash,
  atMs,
  previousSeq,
});

/** One line that a person can copy and `parseCheckpoint` can read back. */
export const formatCheckpoint = ({ seq, hash, atMs, previousSeq, kid, signature }: TrailCheckpoint): string =>
  `trail-checkpoint seq=${seq} hash=${hash} at=${atMs} previous=${previousSeq} kid=${kid} sig=${signature}`;

/** `undefined` when the text is no checkpoint. Whether it is a true one, its signature says. */
export function parseCheckpoint(text: string): TrailCheckpoint | undefined {
  const found =
    /trail-checkpoint seq=(\d{1,15}) hash=([0-9a-f]{64}) at=(\d{1,15}) previous=(\d{1,15}) kid=([\w.-]{1,64}) sig=([A-Za-z0-9+/=]{1,128})/.exec(
      text,
    );
  const [, seq, hash, atMs, previousSeq, kid, signature] = found ?? [];
  if (hash === undefined || kid === undefined || signature === undefined) return undefined;
  return { seq: Number(seq), hash, atMs: Number(atMs), previousSeq: Number(previousSeq), kid, signature };
}
