import { type Snooze, snoozeStatement } from "../domain/snooze.ts";
import type { DecisionVerifier } from "../ports/signing-keys.ts";
import type { Snoozes } from "../ports/snoozes.ts";

/**
 * The snoozes that stand: not over, and signed by the side that heard somebody say so. Whoever can write to the store alone
 * silences nothing. @throws AppError: what cannot be known is not snoozed
 */
export const createStandingSnoozes =
  ({
    snoozes,
    verifier,
    now,
  }: {
    readonly snoozes: Pick<Snoozes, "all">;
    readonly verifier: DecisionVerifier;
    readonly now: () => number;
  }) =>
  async (): Promise<readonly Snooze[]> => {
    const open = (await snoozes.all()).filter(({ untilMs }) => untilMs > now());
    const isSigned = await Promise.all(open.map((snooze) => verifier.verify(snoozeStatement(snooze), snooze.signature)));
    return open.filter((_, at) => isSigned[at]);
  };
