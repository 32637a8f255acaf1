import { firstLetters } from "../../domain/cut.ts";
import { destinationName } from "../../domain/destination.ts";
import { doubtOfHolding, doubtOfMemory, generationOf, isLater } from "../../domain/doubt.ts";
import { ConflictError, NotAllowedError } from "../../domain/errors.ts";
import type { RoleLedger } from "../../domain/ledger.ts";
import type { OperationPorts, PlanContext } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { settingsOf } from "../rotate/facts.ts";
import type { AdoptInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "adopt.nothing": { role: string };
  }
}

/** What the ledger of a role will say; exactly this is approved. */
export type AdoptFacts = {
  readonly role: string;
  /** The latest rotation that left anything alive in Vault; the next one is given the number after it. */
  readonly generation: number;
  /** What every destination provably holds; `null`: nobody can tell, and nothing is taken for it. */
  readonly current: {
    readonly accessor: string;
    readonly short: string;
    readonly createdAtMs: number;
    readonly expiresAtMs: number | null;
  } | null;
  readonly destinations: readonly {
    readonly name: string;
    /** When GitHub says that it changed; `null`: nothing is there, or it is hidden. */
    readonly updatedAtMs: number | null;
    /** Whether that was the delivery of the latest rotation's SecretID. */
    readonly isProven: boolean;
  }[];
  /** How many more are alive, and stay so. */
  readonly others: { readonly byBot: number; readonly byHand: number };
  /** Until when the log has lost entries, which no longer counts against this role; `null`: none that anybody saw. */
  readonly lostUntilMs: number | null;
};

/** What Vault and GitHub say of a role, and nothing that is remembered. */
export interface Seen {
  readonly live: readonly SecretIdInfo[];
  readonly facts: Pick<AdoptFacts, "generation" | "current" | "destinations" | "others">;
}

export async function seenOf(role: string, ports: OperationPorts, signal: AbortSignal): Promise<Seen> {
  const live = await ports.appRoles.live(role, signal);
  const newest = live
    .filter((info) => generationOf(info) !== undefined)
    .reduce<SecretIdInfo | undefined>(
      (latest, info) => (latest === undefined || isLater(info, latest) ? info : latest),
      undefined,
    );
  const destinations = await Promise.all(
    settingsOf(role, ports).deliverTo.map(async (destination) => {
      const state = { name: destinationName(destination), ...(await ports.destinations.changed(destination, signal)) };
      const isProven =
        newest !== undefined && doubtOfHolding({ role, current: newest, live, destinations: [state] }) === undefined;
      return { name: state.name, updatedAtMs: state.updatedAtMs, isProven };
    }),
  );
  const current = destinations.every(({ isProven }) => isProven) ? newest : undefined;
  const others = live.filter((info) => info !== current);
  const byBot = others.filter((info) => generationOf(info) !== undefined).length;
  return {
    live,
    facts: {
      generation: newest === undefined ? 0 : (generationOf(newest) ?? 0),
      current: current === undefined ? null : currentOf(current),
      destinations,
      others: { byBot, byHand: others.length - byBot },
    },
  };
}

const currentOf = ({ accessor, createdAtMs, expiresAtMs }: SecretIdInfo): AdoptFacts["current"] => ({
  ...{ accessor, short: firstLetters(accessor, 8), createdAtMs, expiresAtMs },
});

/** `undefined`: what is stored is no ledger that the bot wrote. */
export async function ledgerIn(role: string, { ledgers }: Pick<OperationPorts, "ledgers">): Promise<RoleLedger | undefined> {
  try {
    return await ledgers.read(role);
  } catch (error) {
    if (error instanceof ConflictError) return undefined;
    throw error;
  }
}

/** Step 0: what Vault and GitHub say. Throws where the ledger says nothing else, for then there is nothing to take over. */
export async function lookBeforeAdopting({
  input: { role },
  ports,
  signal,
  approved,
}: PlanContext<AdoptInput, AdoptFacts>): Promise<AdoptFacts> {
  settingsOf(role, ports);
  const missing = await ports.appRoles.missingCapabilities(role, signal);
  if (missing.length > 0) throw new NotAllowedError("rotate.capabilities", say("rotate.capabilities", { role, missing }));
  const [{ live, facts }, ledger, lostUntilMs] = await Promise.all([
    seenOf(role, ports, signal),
    ledgerIn(role, ports),
    ports.trailGaps.lostUntilMs({ isFresh: true }),
  ]);
  if (ledger !== undefined && doubtOfMemory(ledger, { live, lostUntilMs }) === undefined)
    throw new ConflictError("adopt.nothing", say("adopt.nothing", { role }));
  // What stays alive may end by itself meanwhile.
  const others = approved?.others ?? facts.others;
  return { role, ...facts, others, lostUntilMs: lostUntilMs ?? null };
}
