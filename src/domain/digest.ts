import { type ExpiryItem, type ExpiryReport, expiryId, foundIn, isDue, renewalAction, weeksAhead } from "./expiry.ts";
import type { OperationRequest } from "./request.ts";
import { isSilenced, type Snooze, snoozeOf } from "./snooze.ts";

/** One thing in the digest. */
export interface DigestRow {
  readonly item: ExpiryItem;
  readonly snooze: Snooze | undefined;
  /** It was in the digest before, and nobody has asked for anything or snoozed it. */
  readonly isIgnored: boolean;
}

/** What the channel reads every week of what ends. */
export interface Digest {
  readonly nowMs: number;
  readonly horizonMs: number;
  /** When a worker last looked; `null`: never. */
  readonly lookedAtMs: number | null;
  /** Whether one looked just now. */
  readonly isFresh: boolean;
  readonly rows: readonly DigestRow[];
  readonly silenced: readonly DigestRow[];
  /** What dies first of that which is not due yet. */
  readonly next: ExpiryItem | undefined;
  readonly weeks: readonly number[];
  readonly failures: ReturnType<typeof foundIn>["failures"];
  readonly owners: ReadonlyMap<string, readonly string[]>;
}

/** The digest before this one: what was in it, and when. */
export interface LastDigest {
  readonly atMs: number;
  readonly listed: readonly string[];
}

export function composeDigest({
  report,
  last,
  snoozes,
  requests,
  ...about
}: Pick<Digest, "nowMs" | "horizonMs" | "lookedAtMs" | "isFresh" | "owners"> & {
  readonly report: ExpiryReport;
  readonly last: LastDigest | undefined;
  readonly snoozes: readonly Snooze[];
  readonly requests: readonly Pick<OperationRequest, "command" | "createdAtMs">[];
}): Digest {
  const { nowMs, horizonMs } = about;
  const { items, failures } = foundIn(report);
  const wasListed = new Set(last?.listed);
  const row = (item: ExpiryItem): DigestRow => {
    const snooze = snoozeOf(item, snoozes, nowMs);
    const isAskedFor = requests.some((request) => request.createdAtMs >= (last?.atMs ?? 0) && renews(request, item, nowMs));
    return { item, snooze, isIgnored: wasListed.has(expiryId(item)) && snooze === undefined && !isAskedFor };
  };
  const due = items.filter((item) => isDue(item, nowMs, horizonMs));
  const isSilent = (item: ExpiryItem): boolean => isSilenced(item, snoozes, nowMs);
  return {
    ...about,
    rows: due.filter((item) => !isSilent(item)).map(row),
    silenced: due.filter(isSilent).map(row),
    next: items.find((item) => !due.includes(item) && item.expiresAtMs !== null && item.renewal !== "itself"),
    weeks: weeksAhead(items, nowMs),
    failures,
  };
}

function renews({ command }: Pick<OperationRequest, "command">, item: ExpiryItem, nowMs: number): boolean {
  const wanted = renewalAction(item, nowMs)?.command;
  return wanted !== undefined && `${command} `.startsWith(`${wanted} `);
}
