import { z } from "zod";
import { ConflictError } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import { labelledAccessors } from "../../domain/ledger.ts";
import type { StepContext, StepResult, Undone } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import { type CleanUpFacts, currentGone, currentOf } from "./facts.ts";
import type { CleanUpInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "clean-up.in-use": { role: string; accessor: string };
    "clean-up.remains": { destroyed: readonly string[]; rest: readonly string[] };
    "clean-up.still-there": { accessors: readonly string[] };
  }
}

type Context = StepContext<CleanUpInput, CleanUpFacts, unknown>;

/** Accessors whose destruction was begun. */
const Begun = z.array(z.string());
const begunOf = (progress: Json | undefined): readonly string[] => Begun.safeParse(progress).data ?? [];

/** Destroys one after the other, each only if the ledger of this very moment does not know it and CURRENT lives. */
export async function destroyAll(context: Context): Promise<StepResult<{ readonly destroyed: number }>> {
  const { input, facts, ports, signal, mark } = context;
  let begun = begunOf(context.progress);
  for (const [at, { accessor, short }] of facts.ends.entries()) {
    if ((await ports.appRoles.lookUp(input.role, accessor, signal)) === undefined) continue;
    const ledger = await ports.ledgers.read(input.role);
    if (labelledAccessors(ledger).has(accessor))
      throw new ConflictError("clean-up.in-use", say("clean-up.in-use", { role: input.role, accessor: short }));
    const current = currentOf(input.role, ledger);
    if ((await ports.appRoles.lookUp(input.role, current, signal)) === undefined) throw currentGone(input.role);
    begun = [...begun.filter((one) => one !== accessor), accessor];
    await mark({ part: `destroy-${at}`, progress: begun, details: { destroying: accessor } });
    await ports.appRoles.destroy(input.role, accessor, signal);
  }
  return { checkpoint: { destroyed: facts.ends.length }, details: { destroyed: begun } };
}

/** Nothing brings a SecretID back; as long as none was begun, nothing has to. */
export async function notTakenBack({ facts: { ends }, progress }: Context): Promise<Undone> {
  const begun = new Set(begunOf(progress));
  if (begun.size === 0) return { undone: true };
  const names = (wanted: boolean): readonly string[] =>
    ends.filter(({ accessor }) => begun.has(accessor) === wanted).map(({ short }) => short);
  return { undone: false, remains: say("clean-up.remains", { destroyed: names(true), rest: names(false) }) };
}

/** Looks at the whole role once more: what was to end is gone, what is delivered lives. */
export async function verify({ input: { role }, facts, ports, signal }: Context): Promise<StepResult<{ readonly live: number }>> {
  const [live, ledger] = [await ports.appRoles.live(role, signal), await ports.ledgers.read(role)];
  const isLive = (accessor: string): boolean => live.some((info) => info.accessor === accessor);
  const left = facts.ends.filter(({ accessor }) => isLive(accessor)).map(({ short }) => short);
  if (left.length > 0) throw new ConflictError("clean-up.still-there", say("clean-up.still-there", { accessors: left }));
  if (!isLive(currentOf(role, ledger))) throw currentGone(role);
  return { checkpoint: { live: live.length }, details: { live: live.length } };
}
