import { ConflictError } from "../../domain/errors.ts";
import { committed, type LedgerEntry, ledgerWrite, retired, retiredUntil } from "../../domain/ledger.ts";
import type { StepContext, StepResult } from "../../domain/operation.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { Intent } from "./delivery.ts";
import { endMany } from "./end-many.ts";
import type { RotateFacts } from "./facts.ts";
import type { RotateInput } from "./input.ts";
import type { Delivered } from "./issue-and-deliver.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "rotate.current-gone": { role: string };
    "rotate.pending-lost": NoParams;
    "rotate.done": { role: string; destinations: readonly string[]; accessor: string };
  }
}

/** What is now CURRENT, and which SecretIDs end when. */
export type Committed = {
  readonly accessor: string;
  readonly expiresAtMs: number | null;
  readonly retiring: readonly string[];
  readonly retireAtMs: number;
};

type CommitContext = StepContext<RotateInput, RotateFacts, { readonly intent: Intent; readonly "issue-and-deliver": Delivered }>;

/** Step 6: one atomic write makes PENDING current and everything older PREVIOUS, with the time at which it ends. */
export async function commit({
  requestId,
  input,
  facts,
  done,
  ports,
  signal,
  now,
  mark,
}: CommitContext): Promise<StepResult<Committed>> {
  const delivered = done["issue-and-deliver"];
  const ledger = await ports.ledgers.read(input.role);
  if (ledger.pending?.accessor !== delivered.accessor)
    throw new ConflictError("rotate.pending-lost", say("rotate.pending-lost", {}));
  // Every destination now provably holds the new one, so what may have been delivered before it serves nobody.
  const useless = ledger.maybe.map(({ accessor }) => accessor);
  if (useless.length > 0) await mark({ details: { destroying: useless } });
  for (const accessor of useless) await ports.appRoles.destroy(input.role, accessor, signal);
  const retireAtMs = now() + facts.overlapMs;
  const settled = retired(ledger, useless);
  const others = facts.replaces.map(
    ({ accessor, createdAtMs }): LedgerEntry => ({
      accessor,
      request: null,
      generation: 0,
      createdAtMs,
      expiresAtMs: null,
      deliveredAtMs: null,
      retireAtMs: null,
    }),
  );
  const labelled = new Set([ledger.current?.accessor, ...ledger.previous.map(({ accessor }) => accessor)]);
  const next = committed(settled, {
    deliveredAtMs: delivered.deliveredAtMs,
    delivered: delivered.updatedAtMs ?? {},
    retireAtMs,
    others: others.filter(({ accessor }) => !labelled.has(accessor)),
    othersUntilMs: facts.replacesAll?.untilMs,
  });
  const retiring = next.previous.map(({ accessor }) => accessor);
  return {
    checkpoint: { accessor: delivered.accessor, expiresAtMs: delivered.expiresAtMs, retiring, retireAtMs },
    documents: [ledgerWrite(next)],
    details: { request: requestId, current: delivered.accessor, retiring, retireAtMs },
  };
}

/** Was step 6 done by an attempt whose reply was lost? */
export async function findCommitted({
  requestId,
  input,
  done,
  ports,
}: CommitContext): Promise<StepResult<Committed> | undefined> {
  const { current, previous } = await ports.ledgers.read(input.role);
  if (current?.request !== requestId || current.accessor !== done["issue-and-deliver"].accessor) return undefined;
  const retireAtMs = Math.min(...previous.flatMap(({ retireAtMs: at }) => at ?? []), Number.MAX_SAFE_INTEGER);
  const retiring = previous.map(({ accessor }) => accessor);
  return { checkpoint: { accessor: current.accessor, expiresAtMs: current.expiresAtMs, retiring, retireAtMs } };
}

/** What is true once the new one is everywhere. */
export const doneSentence = (role: string, { destinations }: RotateFacts, accessor: string): Sentence =>
  say("rotate.done", { role, destinations: destinations.map(({ name }) => name), accessor });

type RetireContext = StepContext<RotateInput, RotateFacts, { readonly commit: Committed }>;

/**
 * Step 8: destroys what this rotation replaced, and looks again. Never while the SecretID that took over is itself gone:
 * then the old one may be all that still works.
 */
export async function retire({
  input,
  facts,
  done,
  ports,
  signal,
  mark,
}: RetireContext): Promise<StepResult<{ readonly retired: number }> & { readonly outcome: Sentence }> {
  const { retiring } = done.commit;
  const ledger = await ports.ledgers.read(input.role);
  const keep = ledger.current?.accessor;
  const guard = async (): Promise<void> => {
    if (keep !== undefined && (await ports.appRoles.lookUp(input.role, keep, signal)) === undefined)
      throw new ConflictError("rotate.current-gone", say("rotate.current-gone", { role: input.role }));
  };
  await guard();
  // A checkpoint is our own note; what may end is what people approved.
  const approved = new Set(facts.replaces.map(({ accessor }) => accessor));
  const ending = retiring.filter((accessor) => accessor !== keep && approved.has(accessor));
  await mark({ part: "retire", details: { retiring: ending } });
  for (const accessor of ending) await ports.appRoles.destroy(input.role, accessor, signal);
  const all = facts.replacesAll;
  const more =
    all === undefined
      ? 0
      : await endMany({
          ...{ role: input.role, total: all.count, guard, ports, signal },
          ends: ({ accessor, createdAtMs }) => createdAtMs <= all.untilMs && accessor !== keep,
          mark: ({ note, accessors }) => mark({ ...(note && { note }), details: { retiring: accessors } }),
        });
  const settled = retired(await ports.ledgers.read(input.role), retiring);
  return {
    checkpoint: { retired: ending.length + more },
    documents: [ledgerWrite(all === undefined ? settled : retiredUntil(settled, all.untilMs))],
    details: all === undefined ? { retired: ending } : { retired: ending, more },
    // In the place of what was said while it was held.
    outcome: doneSentence(input.role, facts, done.commit.accessor),
  };
}
