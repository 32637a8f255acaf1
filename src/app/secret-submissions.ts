import { ConflictError, InputError } from "../domain/errors.ts";
import type { SecretSubmission } from "../domain/secret-submission.ts";
import { say } from "../domain/sentence.ts";
import type { WaitingValues } from "../ports/waiting-values.ts";
import type { Wrapping } from "../ports/wrapping.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "intake.token-gone": NoParams;
    "intake.token-is-login": NoParams;
    "intake.token-not-wrapped-by-hand": { creationPath: string };
    "intake.token-too-short": { leftMs: number; neededMs: number };
  }
}

/** Takes what a person handed in to where it waits. Throws before anything is stored when it cannot be used. */
export type TakeSubmission = (requestId: string, submission: SecretSubmission) => Promise<void>;

export interface TakeSubmissionDeps {
  readonly waiting: Pick<WaitingValues, "put">;
  readonly wrapping: Pick<Wrapping, "look" | "isLogin">;
  /** How long a request may wait before it runs. */
  readonly waitsAtMostMs: number;
  /** By Vault's clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/** Only what somebody wrapped by hand; anything else could be a credential of ours in disguise. */
const wrappedByHand = "sys/wrapping/wrap";
/** After the last moment in which a request can be approved, it must still run. */
const runsWithinMs = 10 * 60_000;

/**
 * A wrapping token is looked at without being spent: made by `sys/wrapping/wrap`, and living long enough for an approval.
 * @throws ConflictError, InputError: nothing is stored
 */
export function createTakeSubmission({ waiting, wrapping, waitsAtMostMs, now }: TakeSubmissionDeps): TakeSubmission {
  return async (requestId, submission) => {
    if ("wrappingToken" in submission) {
      const token = submission.wrappingToken;
      const info = await wrapping.look(token);
      if (info === undefined && (await wrapping.isLogin(token)))
        throw new InputError("intake.token-is-login", say("intake.token-is-login", {}));
      if (info === undefined) throw new ConflictError("intake.token-gone", say("intake.token-gone", {}));
      const { creationPath, expiresAtMs } = info;
      if (creationPath !== wrappedByHand)
        throw new InputError("intake.token-not-wrapped-by-hand", say("intake.token-not-wrapped-by-hand", { creationPath }));
      const [leftMs, neededMs] = [expiresAtMs - now(), waitsAtMostMs + runsWithinMs];
      if (leftMs < neededMs) throw new InputError("intake.token-too-short", say("intake.token-too-short", { leftMs, neededMs }));
    }
    await waiting.put(requestId, submission);
  };
}
