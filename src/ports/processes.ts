import type { BotProcess } from "../domain/bot-process.ts";

declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly processes: Pick<Processes, "running">;
  }
}

declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly processes: Pick<Processes, "running">;
  }
}

/** The processes of the bot that share one store. All throw `UpstreamError` (service "redis"). */
export interface Processes {
  /** Says that this one runs; forgotten after two minutes, by no clock but the store's. */
  beat(process: BotProcess): Promise<void>;
  /** Those that said so lately. One of an older release says nothing. */
  running(): Promise<readonly BotProcess[]>;
  /** Says that it ended. */
  leave(id: string): Promise<void>;
}
