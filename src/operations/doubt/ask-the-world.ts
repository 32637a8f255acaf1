import { destinationName } from "../../domain/destination.ts";
import {
  doubtOfDestinations,
  doubtOfHolding,
  doubtOfMemory,
  type SeenDestination,
  type SeenSecretId,
} from "../../domain/doubt.ts";
import { ConflictError } from "../../domain/errors.ts";
import type { RoleLedger } from "../../domain/ledger.ts";
import type { OperationPorts } from "../../domain/operation.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { settingsOf } from "../rotate/facts.ts";

export interface Asking {
  readonly role: string;
  readonly ports: OperationPorts;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Names of the destinations that matter; all that are configured unless given. */
  readonly destinations?: readonly string[];
}

/**
 * Why nobody can be sure that CURRENT of this ledger is what every destination holds; `undefined`: Vault, GitHub and the channel's witness
 * say so, too.
 * @param live CURRENT as Vault shows it now, and at least those that are to end
 */
export type Doubt = (ledger: RoleLedger, live: readonly SeenSecretId[]) => Promise<Sentence | undefined>;

interface Looked {
  readonly atMs: number;
  readonly lostUntilMs: number | undefined;
  readonly destinations: readonly SeenDestination[];
}

/** For as long: one look does for the next SecretID of a long row, too. */
const lookLastsMs = 5_000;

/** To be asked before anything that may be in use is ended: the ledger alone is a memory, and memories are put back, or forged. */
export function createDoubt({ role, ports, signal, now, destinations: named }: Asking): Doubt {
  let looked: Looked | undefined;
  const look = async (): Promise<Looked> => {
    if (looked !== undefined && now() - looked.atMs < lookLastsMs) return looked;
    const lostUntilMs = await ports.trailGaps.lostUntilMs({ isFresh: true });
    const destinations = await Promise.all(
      settingsOf(role, ports)
        .deliverTo.filter((destination) => named === undefined || named.includes(destinationName(destination)))
        .map(async (destination) => ({
          name: destinationName(destination),
          ...(await ports.destinations.changed(destination, signal)),
        })),
    );
    looked = { atMs: now(), lostUntilMs, destinations };
    return looked;
  };
  return async (ledger, live) => {
    const { lostUntilMs, destinations } = await look();
    const doubt = doubtOfMemory(ledger, { live, lostUntilMs });
    if (doubt !== undefined) return doubt;
    const current = live.find(({ accessor }) => accessor === ledger.current?.accessor);
    if (current === undefined) return say("rotate.current-gone", { role });
    return doubtOfDestinations(ledger, destinations, now()) ?? doubtOfHolding({ role, current, live, destinations });
  };
}

/** The same, where doubt is the end of it. @throws ConflictError that says what is in doubt and what to do; nothing was destroyed */
export function createCertainty(asking: Asking): (...about: Parameters<Doubt>) => Promise<void> {
  const doubtAbout = createDoubt(asking);
  return async (ledger, live) => {
    const doubt = await doubtAbout(ledger, live);
    if (doubt !== undefined) throw new ConflictError("doubt", doubt);
  };
}
