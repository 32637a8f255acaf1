import type { Plan, Planned } from "../domain/platform-plan.ts";
import type { Secret } from "../domain/secret.ts";

/** The bot in one process, or one of its halves. */
export type BotIdentity = "all" | "ingress" | "worker";

/** A SecretID of the bot that nobody has seen yet. */
export interface HandedOver {
  readonly role: string;
  readonly roleId: string;
  /** Opens the SecretID, once. */
  readonly wrappingToken: Secret;
  /** Destroys the SecretID, for when the token could not be given to anybody. */
  takeBack(): Promise<void>;
}

/**
 * A Vault that shall hold what is declared, seen with somebody's token. Methods throw `UpstreamError` (service "vault"); after
 * `effect: "unknown"` the next plan says what is there.
 */
export interface DeclaredPlatform {
  /** Vault's version. @throws ConflictError when it is sealed, not initialised, or no Vault. Nothing changed. */
  version(): Promise<string>;
  /** @throws NotAllowedError when Vault does not know the token. Nothing changed. */
  hasRootToken(): Promise<boolean>;
  /** How many root tokens are alive beside the one that may be used for this; `undefined` when the token may not know. */
  otherRootTokens(): Promise<number | undefined>;
  /** Looks at settings and names, never at a value. */
  plan(): Promise<Plan>;
  /** Makes one thing of the plan as it is declared; twice is the same. @throws ConflictError when Vault refuses it */
  make(planned: Planned): Promise<void>;
  /** Makes a new pair of keys that sign decisions; what the old one signed can still be verified. Twice is two pairs. */
  renewSigningKeys(): Promise<void>;
  /** Issues a SecretID, response-wrapped. Never repeated. */
  handOver(identity: BotIdentity, wrapTtlS: number): Promise<HandedOver>;
  /** Ends the token that was used for all this. */
  revokeOwnToken(): Promise<void>;
}
