import type { Snooze } from "../domain/snooze.ts";

declare module "../domain/query.ts" {
  interface QueryPorts {
    /** The snoozes that stand: signed by us, and not over. */
    readonly snoozes: () => Promise<readonly Snooze[]>;
  }
}

/** Remembers snoozes, by what they are about; the newest counts. Throws `UpstreamError` (service "redis"). */
export interface Snoozes {
  /** Unchecked beyond their shape; what cannot be read is no snooze. */
  all(): Promise<readonly Snooze[]>;
  save(snooze: Snooze): Promise<void>;
}
