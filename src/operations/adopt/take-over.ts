import { entryOf, generationOf } from "../../domain/doubt.ts";
import { ConflictError } from "../../domain/errors.ts";
import { canonicalJson } from "../../domain/json.ts";
import { emptyLedger, ledgerWrite, type RoleLedger } from "../../domain/ledger.ts";
import type { StepContext, StepResult } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import { type AdoptFacts, ledgerIn, type Seen, seenOf } from "./facts.ts";
import type { AdoptInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "adopt.changed": { role: string };
  }
}

type Context = StepContext<AdoptInput, AdoptFacts, Readonly<Record<never, never>>>;
type Adopted = { readonly current: string | null };

/** Writes the ledger anew from Vault and GitHub, as they are at this moment, if that is what was approved. Ends nothing. */
export async function takeOver({ requestId, input, facts, ports, signal, now }: Context): Promise<StepResult<Adopted>> {
  const { role } = input;
  const seen = await seenOf(role, ports, signal);
  const isAsApproved = canonicalJson({ ...seen.facts, others: facts.others }) === canonicalJson(seenIn(facts));
  if (!isAsApproved) throw new ConflictError("adopt.changed", say("adopt.changed", { role }));
  const adopted = { atMs: now(), request: requestId, lostUntilMs: facts.lostUntilMs };
  const current = facts.current?.accessor ?? null;
  return {
    checkpoint: { current },
    documents: [ledgerWrite({ ...ledgerOf(role, seen), adopted })],
    details: { role, current, generation: facts.generation },
  };
}

const seenIn = ({ generation, current, destinations, others }: AdoptFacts): Seen["facts"] => ({
  ...{ generation, current, destinations, others },
});

/** Where nobody can tell what is in use, whatever the bot issued may be: it is kept until a newer one has provably been delivered. */
function ledgerOf(role: string, { live, facts }: Seen): RoleLedger {
  const { generation, current, destinations } = facts;
  const delivered = Object.fromEntries(destinations.map(({ name, updatedAtMs }) => [name, updatedAtMs]));
  const deliveredAtMs = Math.max(...destinations.map(({ updatedAtMs }) => updatedAtMs ?? 0));
  const ours = live.filter((info) => generationOf(info) !== undefined).map(entryOf);
  const inUse = ours.filter(({ accessor }) => accessor === current?.accessor).map((entry) => ({ ...entry, deliveredAtMs }));
  return {
    ...emptyLedger(role),
    generation,
    current: inUse[0] ?? null,
    maybe: inUse.length > 0 ? [] : ours,
    delivered: inUse.length > 0 ? delivered : {},
  };
}

/** Was it written by an attempt whose answer was lost? */
export async function findTakenOver({ requestId, input: { role }, ports }: Context): Promise<StepResult<Adopted> | undefined> {
  const ledger = await ledgerIn(role, ports);
  if (ledger?.adopted?.request !== requestId) return undefined;
  return { checkpoint: { current: ledger.current?.accessor ?? null } };
}
