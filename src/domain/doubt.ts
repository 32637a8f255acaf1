import { readLagMs, sameSecondMs, storedSkewMs } from "./clock-skew.ts";
import { type LedgerEntry, labelledAccessors, type RoleLedger } from "./ledger.ts";
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

/** What Vault and GitHub say, and nothing that is remembered. */
export interface Holding {
  readonly role: string;
  /** What every destination is taken to hold. */
  readonly current: SeenSecretId;
  /** Others of the role that are alive: all of them, or at least those that are to end. */
  readonly live: readonly SeenSecretId[];
  readonly destinations: readonly SeenDestination[];
}

/** One attempt issues a SecretID and writes it everywhere, and does not take longer. */
const deliveredWithinMs = 30 * 60_000;

/** Which rotation of its role a SecretID was issued by; `undefined` for what was issued outside of the bot. */
export function generationOf({ metadata }: Pick<SeenSecretId, "metadata">): number | undefined {
  const { request, generation = "" } = metadata;
  return request !== undefined && /^\d{1,9}$/.test(generation) ? Number(generation) : undefined;
}

/** One that the ledger knows nothing of, as Vault shows it. */
export const entryOf = (info: SeenSecretId & Pick<LedgerEntry, "expiresAtMs">): LedgerEntry => ({
  accessor: info.accessor,
  request: info.metadata["request"] ?? null,
  generation: generationOf(info) ?? 0,
  createdAtMs: info.createdAtMs,
  expiresAtMs: info.expiresAtMs,
  deliveredAtMs: null,
  retireAtMs: null,
});

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
  // What was lost until then was looked up in the world when the ledger was taken over from it.
  const isSettled = lostUntilMs !== undefined && lostUntilMs <= (ledger.adopted?.lostUntilMs ?? Number.NEGATIVE_INFINITY);
  return isForgotten && !isSettled ? say("doubt.trail", { role, atMs: lostUntilMs }) : undefined;
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
      if (updatedAtMs < fromMs - storedSkewMs || updatedAtMs > toMs + storedSkewMs)
        return say("doubt.never-delivered", { role, destination });
      continue;
    }
    const isOlderAnswer = updatedAtMs < ours && nowMs - (current?.deliveredAtMs ?? 0) < readLagMs;
    if (updatedAtMs !== ours && !isOlderAnswer) return say("doubt.changed", { role, destination, atMs: updatedAtMs });
  }
  return undefined;
}

/**
 * Why it is not proven that every destination holds a SecretID; `undefined`: the bot issued it, nothing that is alive is of a later rotation, and
 * each destination changed shortly after it was issued and not since. Whoever could write to Redis cannot change a word of that.
 */
export function doubtOfHolding({ role, current, live, destinations }: Holding): Sentence | undefined {
  const known = generationOf(current);
  if (known === undefined) return say("doubt.other-tag", { role, accessor: current.accessor });
  for (const other of live) {
    const generation = generationOf(other);
    if (generation !== undefined && isLater(other, current)) {
      const { accessor } = other;
      return say("doubt.newer", { role, accessor, generation, known });
    }
  }
  for (const { name: destination, updatedAtMs } of destinations) {
    if (updatedAtMs === null) return say("doubt.missing", { role, destination });
    const others = live.filter(({ accessor }) => accessor !== current.accessor);
    if (!isDeliveryOf(current, updatedAtMs, others)) return say("doubt.changed", { role, destination, atMs: updatedAtMs });
  }
  return undefined;
}

/** Whether Vault says that a SecretID is of a later rotation than another one. */
export function isLater(one: SeenSecretId, than: SeenSecretId): boolean {
  const [generation, known] = [generationOf(one), generationOf(than) ?? 0];
  return (
    generation !== undefined && (generation > known || (one.accessor !== than.accessor && one.createdAtMs > than.createdAtMs))
  );
}

function isDeliveryOf({ createdAtMs }: SeenSecretId, updatedAtMs: number, others: readonly SeenSecretId[]): boolean {
  const couldBe = (issuedAtMs: number): boolean =>
    updatedAtMs >= issuedAtMs - storedSkewMs && updatedAtMs <= issuedAtMs + deliveredWithinMs;
  if (!couldBe(createdAtMs)) return false;
  // Before it was issued, by another clock: if no other one was issued about then.
  return updatedAtMs >= createdAtMs - sameSecondMs || !others.some((other) => couldBe(other.createdAtMs));
}
