import type { Actor } from "../domain/actor.ts";
import type { Secret } from "../domain/secret.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly handover: Handover;
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

/** Gives a wrapping token to one person. Throws `UpstreamError` (service "slack"); then they may or may not have it. */
export interface Handover {
  give(handed: Handed): Promise<void>;
}
