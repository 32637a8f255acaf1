import type { Sentence } from "../domain/sentence.ts";

declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly heartbeat: Pick<Heartbeat, "read">;
  }
}

/** What a worker last said of itself, for those who cannot ask what it can. */
export interface Beat {
  readonly atMs: number;
  /** Why the destinations cannot be reached; `null` when they can. */
  readonly github: Sentence | null;
}

/** Throws `UpstreamError` (service "redis"). A beat is forgotten after two minutes. */
export interface Heartbeat {
  beat(beat: Beat): Promise<void>;
  /** `undefined` when no worker was seen for two minutes. */
  read(): Promise<Beat | undefined>;
}
