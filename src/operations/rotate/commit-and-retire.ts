import { generationOf, isLater } from "../../domain/doubt.ts";
import { ConflictError } from "../../domain/errors.ts";
import { committed, type LedgerEntry, ledgerWrite, retired, retiredUntil } from "../../domain/ledger.ts";
import type { StepContext, StepResult } from "../../domain/operation.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { createCertainty } from "../doubt/ask-the-world.ts";
import type { Intent } from "./delivery.ts";
import { endMany } from "./end-many.ts";
import type { RotateFacts } from "./facts.ts";
import type { RotateInput } from "./input.ts";
import type { Delivered } from "./issue-and-deliver.ts";
import { mustBeProven, type Proven } from "./prove.ts";

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
}: CommitContext): Promise<StepResult<Committed>> {
  const delivered = done["issue-and-deliver"];
  const [ledger, issued] = await Promise.all([
    ports.ledgers.read(input.role),
    ports.appRoles.lookUp(input.role, delivered.accessor, signal),
  ]);
  const isOurs = issued?.metadata["request"] === requestId && generationOf(issued) === ledger.pending?.generation;
  if (!isOurs || ledger.pending?.accessor !== delivered.accessor)
    throw new ConflictError("rotate.pending-lost", say("rotate.pending-lost", {}));
  const retireAtMs = now() + facts.overlapMs;
  const at = { deliveredAtMs: delivered.deliveredAtMs, delivered: delivered.updatedAtMs ?? {}, retireAtMs };
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
  const next = committed(ledger, {
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

type RetireContext = StepContext<RotateInput, RotateFacts, { readonly prove?: Proven; readonly commit: Committed }>;

/**
 * Step 8: destroys what this rotation replaced, and looks again. Never while the SecretID that took over is itself gone, or while Vault,
 * GitHub and the canary do not say that it took over: then the old one may be all that still works.
 */
export async function retire(
  context: RetireContext,
): Promise<StepResult<{ readonly retired: number }> & { readonly outcome: Sentence }> {
  const { requestId, facts, done, ports, signal, now, recordProgress } = context;
  const { role } = context.input;
  const { retiring } = done.commit;
  const ledger = await ports.ledgers.read(role);
  const keep = ledger.current?.accessor;
  const mustBeCertain = createCertainty({ role, ports, signal, now, destinations: namesOf(facts) });
  // What lives besides is not asked about: what ends is older than the plan that people approved, or of this very request, and so
  // never of a later rotation; and a CURRENT that is older than one of those is doubted.
  const guard = async (...ending: readonly SecretIdInfo[]): Promise<SecretIdInfo> => {
    const current = keep === undefined ? undefined : await ports.appRoles.lookUp(role, keep, signal);
    if (current === undefined) throw new ConflictError("rotate.current-gone", say("rotate.current-gone", { role }));
    await mustBeCertain(ledger, [current, ...ending]);
    return current;
  };
  // A checkpoint is our own note; what may end is what people approved, and nothing where they approved that all stay.
  const approved = new Set(facts.keeps === undefined ? facts.replaces.map(({ accessor }) => accessor) : []);
  const ending: string[] = [];
  for (const accessor of retiring.filter((one) => one !== keep)) {
    // What earlier attempts may have delivered was alive as long as a write may arrive late; without an overlap that is for the sweep.
    const mayBeOurs = !approved.has(accessor) && facts.overlapMs > 0 && facts.keeps === undefined;
    const left = mayBeOurs ? await ports.appRoles.lookUp(role, accessor, signal) : undefined;
    if (approved.has(accessor) || left?.metadata["request"] === requestId) ending.push(accessor);
  }
  if (ending.length > 0) await mustBeProven(context, await guard());
  await recordProgress({ part: "retire", details: { retiring: ending } });
  for (const accessor of ending) {
    const old = await ports.appRoles.lookUp(role, accessor, signal);
    await guard(...(old === undefined ? [] : [old]));
    await ports.appRoles.destroy(role, accessor, signal);
  }
  const all = facts.replacesAll;
  const more = all === undefined || facts.keeps !== undefined ? 0 : await retireMany(all, { ...context, ...{ keep, guard } });
  const settled = retired(await ports.ledgers.read(role), retiring);
  return {
    checkpoint: { retired: ending.length + more },
    documents: [ledgerWrite(all === undefined ? settled : retiredUntil(settled, all.untilMs))],
    details: all === undefined ? { retired: ending } : { retired: ending, more },
    // In the place of what was said while it was held.
    outcome: doneSentence(role, facts, done.commit.accessor),
  };
}

/** As many as nobody can name: each that was made until then, and is of no later rotation than what took over. */
async function retireMany(
  all: NonNullable<RotateFacts["replacesAll"]>,
  context: RetireContext & { readonly keep: string | undefined; readonly guard: () => Promise<SecretIdInfo> },
): Promise<number> {
  const { input, keep, ports, signal, recordProgress } = context;
  let current = await context.guard();
  await mustBeProven(context, current);
  const guard = async (): Promise<void> => {
    current = await context.guard();
  };
  return endMany({
    ...{ role: input.role, total: all.count, guard, ports, signal },
    ends: (info) => info.createdAtMs <= all.untilMs && info.accessor !== keep && !isLater(info, current),
    mark: ({ note, accessors }) => recordProgress({ ...(note && { note }), details: { retiring: accessors } }),
  });
}
