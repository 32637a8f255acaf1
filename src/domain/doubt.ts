import { labelledAccessors, type RoleLedger } from "./ledger.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "doubt.trail": { role: string; atMs: number };
    "doubt.newer": { role: string; accessor: string; generation: number; known: number };
    "doubt.other-tag": { role: string; accessor: string };
    "doubt.changed": { role: string; destination: string; atMs: number };
    "doubt.missing": { role: string; destination: string };
    "doubt.never-delivered": { role: string; destination: string };
  }
}

/** A SecretID as Vault shows it now. */
export interface SeenSecretId {
  readonly accessor: string;
  readonly createdAtMs: number;
  readonly metadata: { readonly [key: string]: string };
}

/** What a role's ledger is compared with before anything is ended because of it. */
export interface Witnesses {
  /** Live SecretIDs of the role: all of them, or those that matter and CURRENT. */
  readonly live: readonly SeenSecretId[];
  /** Until when the trail has lost entries that somebody had witnessed; `undefined`: none that anybody saw. */
  readonly lostUntilMs: number | undefined;
}

export interface SeenDestination {
  readonly name: string;
  /** `null`: there is no such secret. */
  readonly updatedAtMs: number | null;
}

/** Whole seconds, clocks of GitHub and ours. */
const clocksDifferMs = 60_000;
/** What GitHub answers may be this much older than what was written there. */
const behindMs = 5 * 60_000;

/** Which rotation of its role a SecretID was issued by; `undefined` for what was issued outside of the bot. */
export function generationOf({ metadata }: Pick<SeenSecretId, "metadata">): number | undefined {
  const { request, generation = "" } = metadata;
  return request !== undefined && /^\d{1,9}$/.test(generation) ? Number(generation) : undefined;
}

/**
 * Why a ledger may be older than the world, as after a backup of the store was put back; `undefined`: nothing says so. Vault's tags are
 * asked, and whoever witnessed the trail. What was issued after the loss proves itself: nothing that was forgotten can be newer.
 */
export function doubtOfMemory(ledger: RoleLedger, { live, lostUntilMs }: Witnesses): Sentence | undefined {
  const { role, current } = ledger;
  const seen = live.find(({ accessor }) => accessor === current?.accessor);
  if (seen !== undefined && (seen.metadata["request"] !== current?.request || generationOf(seen) !== current?.generation))
    return say("doubt.other-tag", { role, accessor: seen.accessor });
  const labelled = labelledAccessors(ledger);
  const known = current?.generation ?? 0;
  const sinceMs = seen?.createdAtMs ?? current?.createdAtMs ?? Number.NEGATIVE_INFINITY;
  for (const { accessor, createdAtMs, metadata } of live) {
    const generation = generationOf({ metadata });
    const isLater = generation !== undefined && (generation > known || createdAtMs > sinceMs);
    if (isLater && !labelled.has(accessor)) return say("doubt.newer", { role, accessor, generation, known });
  }
  const isForgotten = lostUntilMs !== undefined && (seen?.createdAtMs ?? Number.NEGATIVE_INFINITY) <= lostUntilMs;
  return isForgotten ? say("doubt.trail", { role, atMs: lostUntilMs }) : undefined;
}

/** Why a destination may hold something else than CURRENT; `undefined`: GitHub's time of change is that of our delivery, everywhere. */
export function doubtOfDestinations(
  { role, current, delivered }: RoleLedger,
  destinations: readonly SeenDestination[],
  nowMs: number,
): Sentence | undefined {
  for (const { name: destination, updatedAtMs } of destinations) {
    const ours = delivered[destination];
    // Also what is hidden from us: nobody can tell what it holds.
    if (updatedAtMs === null) return say("doubt.missing", { role, destination });
    if (typeof ours !== "number") {
      // Older ledgers do not say when; and what was configured since was never delivered to.
      const [fromMs, toMs] = [current?.createdAtMs ?? nowMs, current?.deliveredAtMs ?? 0];
      if (updatedAtMs < fromMs - clocksDifferMs || updatedAtMs > toMs + clocksDifferMs)
        return say("doubt.never-delivered", { role, destination });
      continue;
    }
    const isOlderAnswer = updatedAtMs < ours && nowMs - (current?.deliveredAtMs ?? 0) < behindMs;
    if (updatedAtMs !== ours && !isOlderAnswer) return say("doubt.changed", { role, destination, atMs: updatedAtMs });
  }
  return undefined;
}
