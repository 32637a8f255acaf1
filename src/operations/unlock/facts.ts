import { runSkewMs } from "../../domain/clock-skew.ts";
import { destinationName } from "../../domain/destination.ts";
import { AppError, ConflictError, NotAllowedError } from "../../domain/errors.ts";
import type { OperationPorts, PlanContext } from "../../domain/operation.ts";
import type { Suspect } from "../../domain/refused-login.ts";
import { say } from "../../domain/sentence.ts";
import { settingsOf } from "../rotate/facts.ts";
import { namesOf, unfinishedRuns } from "../rotate/runs-under-way.ts";
import type { UnlockInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "unlock.may-not": { role: string; missing: readonly string[] };
    "unlock.not-locked": { role: string };
  }
}

const namedAtMost = 3;

/** Whose lockout ends, and what may have caused it; exactly this is approved. */
export type UnlockFacts = {
  readonly role: string;
  /** Last four characters of each of its RoleIDs that is locked; more than one where the role was made anew. */
  readonly endings: readonly string[];
  /** Whoever was refused within the last hour, by Vault's own log; empty where it is not read or tells nothing. */
  readonly suspects: readonly Suspect[];
  /** Where what logs in with the role gets its SecretID from. */
  readonly destinations: readonly string[];
  /** Runs that began before the newest SecretID was delivered and have not ended: they may hold the old one. */
  readonly runs: readonly string[];
  /** Nobody could look at them just then. */
  readonly runsUnseen?: true;
};

/** Step 0: the role is locked right now. One that is no longer when it comes to running needs no asking again: nothing is left to do. */
export async function lookBeforeUnlocking({
  input: { role },
  ports,
  signal,
  approved,
}: PlanContext<UnlockInput, UnlockFacts>): Promise<UnlockFacts> {
  const settings = settingsOf(role, ports);
  const missing = await ports.lockouts.missingCapabilities(signal);
  if (missing.length > 0) throw new NotAllowedError("unlock.may-not", say("unlock.may-not", { role, missing }));
  const endings = await lockedEndings(role, ports, signal);
  if (approved !== undefined)
    return endings.every((ending) => approved.endings.includes(ending)) ? approved : { ...approved, endings };
  if (endings.length === 0) throw new ConflictError("unlock.not-locked", say("unlock.not-locked", { role }));
  const beforeMs = (await ports.ledgers.read(role)).current?.deliveredAtMs ?? null;
  const runs = beforeMs === null ? [] : await unfinishedRuns(settings, beforeMs + runSkewMs, { ports, signal }).catch(unseen);
  const suspects = (await ports.refusedLogins.of([role], signal).catch(unseen))?.get(role) ?? [];
  return {
    role,
    endings,
    suspects: suspects.slice(0, namedAtMost),
    destinations: settings.deliverTo.map(destinationName),
    runs: namesOf(runs ?? []),
    ...(runs === undefined ? { runsUnseen: true } : {}),
  };
}

/** Ends of the role's RoleIDs that Vault lists as locked. */
export const lockedEndings = async (
  role: string,
  ports: Pick<OperationPorts, "lockouts">,
  signal: AbortSignal,
): Promise<readonly string[]> =>
  (await ports.lockouts.list(signal)).filter((lockout) => lockout.role === role).map(({ ending }) => ending);

/** A role that cannot log in waits neither for GitHub nor for a log. */
function unseen(error: unknown): undefined {
  if (error instanceof AppError) return undefined;
  throw error;
}
