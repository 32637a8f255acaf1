import { described } from "../app/explain.ts";
import type { Anchor } from "../ports/anchor.ts";
import type { Log } from "../ports/log.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import { createHalfSigner, createSignerOf, type SigningKeysDeps } from "../vault/signing-keys.ts";

export interface SignLogDeps {
  readonly signing: SigningKeysDeps;
  readonly anchor: Pick<Anchor, "head">;
  /** Which half of the bot this process is; the worker where it is both. */
  readonly half: "ingress" | "worker";
  readonly log: Log;
}

/** How what is written to Redis is signed, and from where on it is, as the anchor says. */
export function createSignLog({ signing, anchor, half, log }: SignLogDeps) {
  let signedFrom: number | undefined;
  const logSigning: LogSigning = {
    sign: createHalfSigner(signing, half).sign,
    signerOf: createSignerOf(signing),
    from: () => signedFrom,
  };
  const head: Anchor["head"] = async (signal) => {
    const noted = await anchor.head(signal);
    signedFrom = noted?.signedFrom ?? signedFrom;
    return noted;
  };
  const learn = async (): Promise<void> => {
    await head();
    // With the keys in memory, what is refused while Vault is away still goes on the log.
    await logSigning.signerOf("", await logSigning.sign(""));
  };
  return {
    logSigning,
    /** That of the anchor; what it says of signing is learnt by the way. */
    head,
    learn,
    learnFirst: (): Promise<void> =>
      learn().catch((error: unknown) => log.warn(described(error), "where the audit log is signed from could not be read yet")),
    /** Told from which entry on the log is signed, once somebody has begun that. */
    since: (seq: number): void => {
      signedFrom ??= seq;
    },
  };
}
