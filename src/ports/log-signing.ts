import type { Half, SignWrite } from "../domain/log-writes.ts";
import type { DecisionSignature } from "./signing-keys.ts";

/** How this process signs what it writes to the log, and what it believes of what it reads there. Throws `UpstreamError` (service "vault"). */
export interface LogSigning {
  /** Signs for the half of the bot that this process is; a process that is both signs as the half that acts. */
  readonly sign: SignWrite;
  /** Whose signature it is; `undefined`: nobody's whose key is published. */
  signerOf(statement: string, signature: DecisionSignature): Promise<Half | undefined>;
  /** Number of the entry from which every write is signed; `undefined` while an older version may still write. */
  readonly from: () => number | undefined;
}
