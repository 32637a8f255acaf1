import type { CheckPorts } from "../../domain/check.ts";
import { readLagMs } from "../../domain/clock-skew.ts";
import type { LedgerEntry, RoleLedger } from "../../domain/ledger.ts";

/** A ledger that says what destinations hold. */
export type SteadyLedger = RoleLedger & { readonly current: LedgerEntry };

const isSteady = (ledger: RoleLedger, nowMs: number): ledger is SteadyLedger =>
  ledger.current !== null &&
  ledger.pending === null &&
  ledger.maybe.length === 0 &&
  nowMs - (ledger.current.deliveredAtMs ?? 0) > readLagMs;

/**
 * Looks at the world with what a role's ledger says. `undefined` when nothing can be concluded from it: the role was never rotated
 * here, or a rotation delivers, has just delivered, or began meanwhile; then the world is ahead of the ledger, and rightly so.
 */
export async function againstLedger<T>(
  role: string,
  { ledgers }: Pick<CheckPorts, "ledgers">,
  nowMs: number,
  look: (ledger: SteadyLedger) => Promise<T>,
): Promise<T | undefined> {
  const before = await ledgers.read(role);
  if (!isSteady(before, nowMs)) return undefined;
  const seen = await look(before);
  const after = await ledgers.read(role);
  return isSteady(after, nowMs) && after.current.accessor === before.current.accessor ? seen : undefined;
}
