import type { EntryPath } from "../domain/entry-path.ts";
import type { Destination } from "./secret-destinations.ts";

declare module "../domain/operation.ts" {
  interface OperationSettings {
    /** What is delivered whenever a value is registered, by the value's path. */
    readonly deliveries: ReadonlyMap<EntryPath, readonly ValueDelivery[]>;
  }
}

/** One field of a value, and the secret that is to hold it. */
export interface ValueDelivery {
  readonly field: string;
  readonly destination: Destination;
}
