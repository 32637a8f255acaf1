import type { Actor } from "../domain/actor.ts";
import type { Secret } from "../domain/secret.ts";
import type { Sentence } from "../domain/sentence.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly handOff: SecretHandOff;
  }
}

/** Something that one person alone may have, for a short time. */
export interface Handed {
  readonly to: Actor;
  /** Channel in which they asked; they alone see it there. */
  readonly origin: string;
  readonly path: string;
  /** Opens the value once. */
  readonly token: Secret;
  readonly ttlS: number;
}

/** Tells one person something. Throws `UpstreamError` (service "slack"); then they may or may not have it. */
export interface SecretHandOff {
  /** Gives a wrapping token. */
  give(handed: Handed): Promise<void>;
  /** Says what is no secret, and theirs to do. */
  tell(told: Pick<Handed, "to" | "origin"> & { readonly sentence: Sentence }): Promise<void>;
}
