import { ConflictError } from "../../domain/errors.ts";
import { committed, type LedgerEntry, ledgerWrite, type RoleLedger, retired, retiredUntil } from "../../domain/ledger.ts";
import type { StepContext, StepResult } from "../../domain/operation.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { createCertainty, createDoubt } from "../doubt/ask-the-world.ts";
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

/** Step 6: one atomic write makes PENDING current and everything older PREVIOUS, with the time at which it may end. */
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
  const retireAtMs = now() + facts.overlapMs;
  const at = { deliveredAtMs: delivered.deliveredAtMs, delivered: delivered.updatedAtMs ?? {}, retireAtMs };
  // What may have been delivered before serves nobody, where every destination provably holds the new one.
  const useless = await uselessIn(committed(ledger, { ...at, others: [] }), ledger.maybe, { facts, ports, signal, now });
  if (useless.length > 0) await mark({ details: { destroying: useless } });
  for (const accessor of useless) await ports.appRoles.destroy(input.role, accessor, signal);
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
    ...at,
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

/** Those that may end now, for the world agrees with what the ledger is about to be; when in doubt, none: they retire with the rest. */
async function uselessIn(
  ledger: RoleLedger,
  maybe: readonly LedgerEntry[],
  { facts, ports, signal, now }: Pick<CommitContext, "facts" | "ports" | "signal" | "now">,
): Promise<readonly string[]> {
  const { role, current } = ledger;
  if (maybe.length === 0 || facts.keeps !== undefined || current === null) return [];
  const live = await Promise.all([current, ...maybe].map(({ accessor }) => ports.appRoles.lookUp(role, accessor, signal)));
  const doubtAbout = createDoubt({ role, ports, signal, now, destinations: namesOf(facts) });
  const doubt = await doubtAbout(
    ledger,
    live.filter((info) => info !== undefined),
  );
  return doubt === undefined ? maybe.map(({ accessor }) => accessor) : [];
}

/** What was configured since was not delivered to by this rotation, and does not hold it up. */
const namesOf = ({ destinations }: RotateFacts): readonly string[] => destinations.map(({ name }) => name);

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
 * Step 8: destroys what this rotation replaced, and looks again. Never while the SecretID that took over is itself gone, or while the world
 * does not agree that it took over: then the old one may be all that still works.
 */
export async function retire({
  input: { role },
  facts,
  done,
  ports,
  signal,
  now,
  mark,
}: RetireContext): Promise<StepResult<{ readonly retired: number }> & { readonly outcome: Sentence }> {
  const { retiring } = done.commit;
  const ledger = await ports.ledgers.read(role);
  const keep = ledger.current?.accessor;
  const mustBeCertain = createCertainty({ role, ports, signal, now, destinations: namesOf(facts) });
  const guard = async (...ending: readonly SecretIdInfo[]): Promise<void> => {
    const current = keep === undefined ? undefined : await ports.appRoles.lookUp(role, keep, signal);
    if (current === undefined) throw new ConflictError("rotate.current-gone", say("rotate.current-gone", { role }));
    await mustBeCertain(ledger, [current, ...ending]);
  };
  // A checkpoint is our own note; what may end is what people approved, and nothing where they approved that all stay.
  const approved = new Set(facts.keeps === undefined ? facts.replaces.map(({ accessor }) => accessor) : []);
  const ending = retiring.filter((accessor) => accessor !== keep && approved.has(accessor));
  if (ending.length > 0) await guard();
  await mark({ part: "retire", details: { retiring: ending } });
  for (const accessor of ending) {
    const old = await ports.appRoles.lookUp(role, accessor, signal);
    await guard(...(old === undefined ? [] : [old]));
    await ports.appRoles.destroy(role, accessor, signal);
  }
  const all = facts.replacesAll;
  const more =
    all === undefined || facts.keeps !== undefined
      ? 0
      : await endMany({
          ...{ role, total: all.count, guard, ports, signal },
          ends: ({ accessor, createdAtMs }) => createdAtMs <= all.untilMs && accessor !== keep,
          mark: ({ note, accessors }) => mark({ ...(note && { note }), details: { retiring: accessors } }),
        });
  const settled = retired(await ports.ledgers.read(role), retiring);
  return {
    checkpoint: { retired: ending.length + more },
    documents: [ledgerWrite(all === undefined ? settled : retiredUntil(settled, all.untilMs))],
    details: all === undefined ? { retired: ending } : { retired: ending, more },
    // In the place of what was said while it was held.
    outcome: doneSentence(role, facts, done.commit.accessor),
  };
}
