import { z } from "zod";
import { firstLetters } from "../../domain/cut.ts";
import { doubtOfMemory } from "../../domain/doubt.ts";
import { ConflictError } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import { isLabelled, type RoleLedger, servingNobody } from "../../domain/ledger.ts";
import type { Compensation, StepContext, StepResult } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { createCertainty } from "../doubt/ask-the-world.ts";
import { endMany } from "../rotate/end-many.ts";
import {
  type CleanUpFacts,
  currentGone,
  currentUnknown,
  type EndingAll,
  isInNoDestination,
  isWithin,
  lastWritten,
} from "./facts.ts";
import type { CleanUpInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "clean-up.in-use": { role: string; accessor: string };
    "clean-up.remains-many": NoParams;
    "clean-up.remains": { destroyed: readonly string[]; rest: readonly string[] };
    "clean-up.still-there": { accessors: readonly string[] };
  }
}

type Context = StepContext<CleanUpInput, CleanUpFacts, unknown>;

/** Accessors whose destruction was begun. */
const Begun = z.array(z.string());
const begunOf = (progress: Json | undefined): readonly string[] => Begun.safeParse(progress).data ?? [];

/** Destroys what was approved, each only if the ledger of this very moment does not know it and what the destinations hold lives. */
export async function destroyAll(context: Context): Promise<StepResult<{ readonly destroyed: number }>> {
  return context.facts.endsAll === undefined ? destroyEach(context) : destroyMany(context, context.facts.endsAll);
}

/** Ends as many as nobody can name: what was made in the approved span and serves nobody still. */
async function destroyMany(
  { input: { role }, facts, ports, signal, now, recordProgress }: Context,
  all: EndingAll,
): Promise<StepResult<{ readonly destroyed: number }>> {
  let ledger = await ports.ledgers.read(role);
  const mustBeCertain = createCertainty({ role, ports, signal, now });
  const guard = async (): Promise<void> => {
    ledger = await ports.ledgers.read(role);
    await mustBeSafe(facts, ledger, { role, ports, signal, mustBeCertain });
  };
  const total = all.orphan + all.foreign;
  const ended = await endMany({
    ...{ role, total, guard, ports, signal },
    ends: (info) => isWithin(info.createdAtMs, all) && !isLabelled(ledger)(info) && !isNewer(info, ledger),
    mark: ({ note, accessors }) =>
      recordProgress({ part: "destroy-all", progress: ["begun"], ...(note && { note }), details: { destroying: accessors } }),
  });
  return { checkpoint: { destroyed: total }, details: { destroyed: ended } };
}

/** Whether it is of a later rotation than the ledger remembers. */
const isNewer = (info: SecretIdInfo, ledger: RoleLedger): boolean =>
  doubtOfMemory(ledger, { live: [info], lostUntilMs: undefined }) !== undefined;

/** @throws ConflictError when what the destinations hold may be among what ends, or is all that works */
async function mustBeSafe(
  { current, writtenAtMs = null, ends, endsAll }: CleanUpFacts,
  ledger: RoleLedger,
  { role, ports, signal, mustBeCertain, ending = [] }: Pick<Context, "ports" | "signal"> & Safety,
): Promise<void> {
  if (ledger.current !== null) {
    const found = await ports.appRoles.lookUp(role, ledger.current.accessor, signal);
    if (found === undefined) throw currentGone(role);
    return mustBeCertain(ledger, [found, ...ending]);
  }
  const doubt = doubtOfMemory(ledger, { live: ending, lostUntilMs: await ports.trailGaps.lostUntilMs({ isFresh: true }) });
  if (doubt !== undefined) throw new ConflictError("doubt", doubt);
  if (current !== null) throw currentUnknown(role);
  const oldestMs = endsAll?.fromMs ?? Math.min(...ends.map(({ createdAtMs }) => createdAtMs));
  const writtenMs = await lastWritten(role, { ports, signal });
  if (writtenMs !== writtenAtMs || !isInNoDestination({ createdAtMs: oldestMs }, writtenMs)) throw currentUnknown(role);
}

interface Safety {
  readonly role: string;
  readonly mustBeCertain: ReturnType<typeof createCertainty>;
  /** The one that is about to end. */
  readonly ending?: readonly SecretIdInfo[];
}

async function destroyEach(context: Context): Promise<StepResult<{ readonly destroyed: number }>> {
  const { input, facts, ports, signal, now, recordProgress } = context;
  const mustBeCertain = createCertainty({ role: input.role, ports, signal, now });
  let begun = begunOf(context.progress);
  for (const [at, { accessor, short, createdAtMs }] of facts.ends.entries()) {
    const ending = await ports.appRoles.lookUp(input.role, accessor, signal);
    if (ending === undefined) continue;
    const ledger = await ports.ledgers.read(input.role);
    if (isLabelled(ledger)({ accessor, createdAtMs }))
      throw new ConflictError("clean-up.in-use", say("clean-up.in-use", { role: input.role, accessor: short }));
    await mustBeSafe(facts, ledger, { role: input.role, ports, signal, mustBeCertain, ending: [ending] });
    begun = [...begun.filter((one) => one !== accessor), accessor];
    await recordProgress({ part: `destroy-${at}`, progress: begun, details: { destroying: accessor } });
    await ports.appRoles.destroy(input.role, accessor, signal);
  }
  return { checkpoint: { destroyed: facts.ends.length }, details: { destroyed: begun } };
}

/** Nothing brings a SecretID back; as long as none was begun, nothing has to. Notes can be older than the world, so Vault is asked as well. */
export async function notTakenBack(context: Context): Promise<Compensation> {
  const { ends, endsAll } = context.facts;
  const noted = begunOf(context.progress);
  const begun = new Set(noted.length > 0 ? noted : await unnoted(context));
  if (begun.size === 0) return { undone: true };
  if (endsAll !== undefined) return { undone: false, remains: say("clean-up.remains-many", {}) };
  const names = (wanted: boolean): readonly string[] =>
    ends.filter(({ accessor }) => begun.has(accessor) === wanted).map(({ short }) => short);
  return { undone: false, remains: say("clean-up.remains", { destroyed: names(true), rest: names(false) }) };
}

/** Those that are gone before their time although no note says that they were begun; of many only that it may be so. */
async function unnoted({ input: { role }, facts, ports, signal, now }: Context): Promise<readonly string[]> {
  if (facts.endsAll !== undefined) return (await ports.trailGaps.lostUntilMs({ isFresh: true })) === undefined ? [] : ["begun"];
  const gone: string[] = [];
  for (const { accessor, expiresAtMs } of facts.ends) {
    const isOver = expiresAtMs !== null && expiresAtMs <= now() + ports.vaultClock.aheadMs();
    if (!isOver && (await ports.appRoles.lookUp(role, accessor, signal)) === undefined) gone.push(accessor);
  }
  return gone;
}

/** Looks at the whole role once more: what was to end is gone, what is delivered lives. */
export async function verify({ input: { role }, facts, ports, signal }: Context): Promise<StepResult<{ readonly live: number }>> {
  const [live, ledger] = [await ports.appRoles.live(role, signal), await ports.ledgers.read(role)];
  const isLive = (accessor: string): boolean => live.some((info) => info.accessor === accessor);
  const { endsAll } = facts;
  const many =
    endsAll === undefined ? [] : servingNobody(live, ledger).filter(({ createdAtMs }) => isWithin(createdAtMs, endsAll));
  const left = [
    ...facts.ends.filter(({ accessor }) => isLive(accessor)).map(({ short }) => short),
    ...many.slice(0, 5).map(({ accessor }) => firstLetters(accessor, 8)),
  ];
  if (left.length > 0) throw new ConflictError("clean-up.still-there", say("clean-up.still-there", { accessors: left }));
  if (ledger.current !== null && !isLive(ledger.current.accessor)) throw currentGone(role);
  return { checkpoint: { live: live.length }, details: { live: live.length } };
}
