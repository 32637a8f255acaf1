import type { AuditEntry, TrailHead } from "../domain/audit.ts";
import type { Continuation } from "../domain/continuation.ts";
import type { OperationRequest } from "../domain/request.ts";
import type { Anchor } from "../ports/anchor.ts";
import type { AuditLog } from "../ports/audit-log.ts";

export interface BeginOnceDeps {
  readonly anchor: Pick<Anchor, "begin">;
  readonly audit: Pick<AuditLog, "seenHead" | "entries">;
  /** Every word by which the log goes on although it has lost something. */
  readonly continuations: () => readonly Continuation[];
  readonly now: () => number;
}

/** How many requests' beginnings a process keeps in mind. */
const rememberedAtMost = 1_000;

/**
 * Uses up an approval before the first effect of a run, where nobody who puts an older store back can make it unused. Asked again
 * for the same beginning, as after a crash, it agrees. @returns whether this beginning is the one that may have effects
 */
export function createBeginOnce({ anchor, audit, continuations, now }: BeginOnceDeps) {
  const begun = new Set<string>();
  return async ({ id: requestId, plan }: OperationRequest, start: string, signal: AbortSignal): Promise<boolean> => {
    // What is known of before a word by which the log goes on, counts for nothing.
    const name = `${requestId} ${start} ${continuations().at(-1)?.signature ?? ""}`;
    if (begun.has(name)) return true;
    const beginning = { requestId, start, digest: plan?.digest ?? "", head: audit.seenHead(), atMs: now() };
    const stands = await anchor.begin(beginning, signal);
    if (stands.start !== start || stands.digest !== beginning.digest) return false;
    // It may have gone on, and ended, in what was lost since.
    const isNew = stands.atMs === beginning.atMs && stands.head.hash === beginning.head.hash;
    if (!isNew && (await mayBeOfLost(stands.head))) return false;
    if (begun.size >= rememberedAtMost) begun.clear();
    begun.add(name);
    return true;
  };

  /** Whether that end of the log may be in what was lost; what is on the log behind the place from which it went on is not. */
  async function mayBeOfLost({ seq, hash }: TrailHead): Promise<boolean> {
    const losses = continuations().filter(({ lost, from }) => from.seq < lost.seq && seq <= lost.seq);
    if (losses.length === 0) return false;
    const [entry] = await audit.entries(seq, 1);
    return entry?.hash !== hash || losses.some(({ from }) => seq <= from.seq);
  }
}

/** Of what has begun already: its name on the log. Older releases gave it none; there the entry itself is the name. */
export function startIn(trail: readonly AuditEntry[]): string | undefined {
  const started = trail.findLast(({ action }) => action === "run.started");
  if (started === undefined) return undefined;
  const { start } = started.details;
  return typeof start === "string" ? start : started.hash;
}
