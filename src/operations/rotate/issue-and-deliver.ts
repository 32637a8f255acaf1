import { entryOf, generationOf } from "../../domain/doubt.ts";
import { ConflictError, isRefusal } from "../../domain/errors.ts";
import {
  type LedgerEntry,
  labelledAccessors,
  ledgerWrite,
  pendingInDoubt,
  type RoleLedger,
  withMaybe,
  withoutPending,
  withPending,
} from "../../domain/ledger.ts";
import type { Compensation, StepContext, StepResult } from "../../domain/operation.ts";
import type { Secret } from "../../domain/secret.ts";
import { say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { type Delivery, deliveryMayHaveArrived, type Intent, readDelivery, whatMayBeHeld } from "./delivery.ts";
import { type RotateFacts, settingsOf } from "./facts.ts";
import type { RotateInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "rotate.clamped": { grantedMs: number; plannedMs: number };
    "rotate.not-what-was-issued": NoParams;
    "rotate.delivered-maybe": { accessors: readonly string[] };
    "rotate.delivered-in-part": { delivered: readonly string[]; rest: readonly string[] };
  }
}

type Context = StepContext<RotateInput, RotateFacts, { readonly intent: Intent }>;

/** Accessor and life of what every destination now holds. */
export type Delivered = {
  readonly accessor: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly deliveredAtMs: number;
  /** When each destination changed by it, by name; records of older versions have none. */
  readonly updatedAtMs?: { readonly [destination: string]: number | null };
};

/** A wrapping token must outlive one unwrap with all its retries, and no more. */
const wrapTtlS = 300;
/** Vault's clock and rounding may take this much off what was asked for; anything more is a clamp. */
const ttlToleranceMs = 60_000;

/**
 * Steps 2 to 4 in one: a SecretID lives in this function and nowhere else, so it is issued, verified and delivered by one
 * process or not at all. An attempt that died is never adopted: what it may have left is settled first.
 */
export async function issueAndDeliver(context: Context): Promise<StepResult<Delivered>> {
  const { requestId, input, facts, ports, signal, now, recordProgress } = context;
  const settings = settingsOf(input.role, ports);
  const { ledger, live } = await settleEarlierAttempts(context);
  // What may have been delivered before has a generation of its own, so that a canary can tell which of them it used; and what Vault
  // has seen counts, so that no ledger that was put back gives one out twice.
  const given = live.map((info) => generationOf(info) ?? 0);
  const generation = Math.max(ledger.generation, ...ledger.maybe.map((doubtful) => doubtful.generation), ...given) + 1;

  const wrapped = await ports.appRoles.issueWrapped(
    {
      role: input.role,
      ttlS: facts.secretIdTtlS,
      metadata: { request: requestId, generation: String(generation) },
      wrapTtlS,
    },
    signal,
  );
  const pending = (info: Pick<SecretIdInfo, "createdAtMs" | "expiresAtMs">): LedgerEntry => ({
    accessor: wrapped.accessor,
    request: requestId,
    generation,
    createdAtMs: info.createdAtMs,
    expiresAtMs: info.expiresAtMs,
    deliveredAtMs: null,
    retireAtMs: null,
  });
  let delivery: Delivery = { accessor: wrapped.accessor, begun: [], delivered: [] };
  const noted = withPending(ledger, pending({ createdAtMs: now(), expiresAtMs: now() + facts.secretIdTtlS * 1000 }));
  await recordProgress({
    part: "verify",
    progress: delivery,
    documents: [ledgerWrite(noted)],
    details: { accessor: wrapped.accessor },
  });

  const secretId = await ports.appRoles.unwrap(wrapped, signal);
  const info = await verified(context, wrapped.accessor, secretId);
  const known = withPending(ledger, pending(info));

  for (const [at, destination] of settings.deliverTo.entries()) {
    const before = delivery;
    // In the last moment before the write leaves: from then on it may arrive, for as long as `settleMs`.
    const begin = (): Promise<void> => {
      delivery = { ...before, begun: [...before.begun, { at, atMs: now() }] };
      return recordProgress({
        part: `deliver-${at}`,
        progress: delivery,
        documents: [ledgerWrite(known)],
        details: { destination: facts.destinations[at]?.name ?? String(at) },
      });
    };
    const { updatedAtMs } = await ports.destinations.put(destination, secretId, signal, begin).catch(async (error: unknown) => {
      if (isRefusal(error) && delivery !== before) await recordProgress({ progress: before });
      throw error;
    });
    delivery = { ...delivery, delivered: [...delivery.delivered, { at, updatedAtMs }] };
  }

  const { createdAtMs, expiresAtMs } = info;
  const delivered = delivery.delivered.map(({ at, updatedAtMs }) => ({
    destination: facts.destinations[at]?.name ?? String(at),
    updatedAtMs,
  }));
  const updatedAtMs = Object.fromEntries(delivered.map(({ destination, updatedAtMs: atMs }) => [destination, atMs]));
  return {
    checkpoint: { accessor: wrapped.accessor, createdAtMs, expiresAtMs, deliveredAtMs: now(), updatedAtMs },
    details: { accessor: wrapped.accessor, delivered },
  };
}

/** Looks at the value itself, without logging in (a failed login counts against the role). */
async function verified(
  { requestId, input, facts, ports, signal }: Context,
  accessor: string,
  secretId: Secret,
): Promise<SecretIdInfo> {
  const info = await ports.appRoles.lookUpValue(input.role, secretId, signal);
  if (info?.accessor !== accessor || info.metadata["request"] !== requestId)
    throw new ConflictError("rotate.not-what-was-issued", say("rotate.not-what-was-issued", {}));
  // Both by Vault's clock, whatever ours says.
  const grantedMs = (info.expiresAtMs ?? Number.POSITIVE_INFINITY) - info.createdAtMs;
  const plannedMs = facts.secretIdTtlS * 1000;
  if (grantedMs < plannedMs - ttlToleranceMs)
    throw new ConflictError("rotate.clamped", say("rotate.clamped", { grantedMs, plannedMs }));
  return info;
}

interface Settled {
  readonly ledger: RoleLedger;
  /** What was live before anything was settled. */
  readonly live: readonly SecretIdInfo[];
}

/**
 * Destroys what earlier attempts issued and certainly did not deliver; what a destination may hold stays alive, labelled
 * MAYBE, until the new one has been delivered everywhere.
 */
async function settleEarlierAttempts(context: Context): Promise<Settled> {
  const { requestId, input, ports, signal, recordProgress } = context;
  const ledger = await ports.ledgers.read(input.role);
  const live = await ports.appRoles.live(input.role, signal);
  const left = leftovers(context, ledger, live);
  if (left.length === 0 && ledger.pending === null) return { ledger, live };
  const ofOther = ledger.pending !== null && ledger.pending.request !== requestId;
  // A write that was sent and not answered may come after the next one, and nothing that may be held then ends before the overlap is over.
  const mayBeHeld = await whatMayBeHeld(context, left, "may arrive");
  const isPendingInDoubt = ofOther || mayBeHeld(ledger.pending?.accessor);
  const doubtful = left.filter(({ accessor }) => accessor !== ledger.pending?.accessor && mayBeHeld(accessor));
  const inDoubt = [...(isPendingInDoubt && ledger.pending !== null ? [ledger.pending.accessor] : []), ...accessorsOf(doubtful)];
  const settled = withMaybe(isPendingInDoubt ? pendingInDoubt(ledger) : withoutPending(ledger), doubtful.map(entryOf));
  const useless = left.filter(({ accessor }) => !labelledAccessors(settled).has(accessor));
  const details = { inDoubt, destroying: accessorsOf(useless) };
  // On the trail before they end; and the record forgets the old attempt only after nothing of it is left, so that a
  // crash in between finds it again.
  if (inDoubt.length > 0) await recordProgress({ documents: [ledgerWrite(settled)], progress: null, details });
  else await recordProgress({ details });
  await destroyAll(context, useless);
  if (inDoubt.length === 0) await recordProgress({ documents: [ledgerWrite(settled)], progress: null });
  return { ledger: settled, live };
}

/** Live SecretIDs with our tag that serve nobody: not CURRENT, not PREVIOUS, not already in doubt. */
function leftovers({ requestId }: Context, ledger: RoleLedger, live: readonly SecretIdInfo[]): readonly SecretIdInfo[] {
  const serving = labelledAccessors(withoutPending(ledger));
  return live.filter(({ accessor, metadata }) => metadata["request"] === requestId && !serving.has(accessor));
}

const accessorsOf = (secretIds: readonly SecretIdInfo[]): readonly string[] => secretIds.map(({ accessor }) => accessor);

async function destroyAll({ input, ports, signal }: Context, secretIds: readonly SecretIdInfo[]): Promise<void> {
  for (const { accessor } of secretIds) await ports.appRoles.destroy(input.role, accessor, signal);
}

/** Taking it back is destroying what nobody holds. Once a destination may hold it, only another rotation helps. */
export async function takeBack(context: Context): Promise<Compensation> {
  const { input, facts, ports, signal, recordProgress } = context;
  const delivery = readDelivery(context.progress);
  if (delivery !== undefined && (await deliveryMayHaveArrived(context, delivery))) {
    const reached = new Set(delivery.begun.map(({ at }) => at));
    const names = (wanted: boolean): readonly string[] =>
      facts.destinations.filter((_, at) => reached.has(at) === wanted).map(({ name }) => name);
    return { undone: false, remains: say("rotate.delivered-in-part", { delivered: names(true), rest: names(false) }) };
  }
  const ledger = await ports.ledgers.read(input.role);
  const left = leftovers(context, ledger, await ports.appRoles.live(input.role, signal));
  const mayBeHeld = await whatMayBeHeld(context, left, "did not arrive");
  const useless = left.filter(({ accessor }) => !mayBeHeld(accessor));
  if (useless.length > 0) await recordProgress({ details: { destroying: accessorsOf(useless) } });
  await destroyAll(context, useless);
  const inDoubt = [
    ...ledger.maybe.map(({ accessor }) => accessor),
    ...accessorsOf(left.filter((info) => !useless.includes(info))),
  ];
  if (inDoubt.length > 0) return { undone: false, remains: say("rotate.delivered-maybe", { accessors: inDoubt }) };
  return { undone: true, documents: [ledgerWrite(withoutPending(ledger))] };
}
