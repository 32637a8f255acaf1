import type { Sentence } from "../domain/sentence.ts";

declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly cardChannel: CardChannel;
  }
}

/** The channel in which cards are shown. */
export interface CardChannel {
  /**
   * Why nothing may be shown there: somebody outside would read it, or nobody would. What was seen is believed for a few minutes.
   * Throws `UpstreamError` (service "slack") when it cannot be asked; then nothing may be shown either.
   */
  objection(): Promise<Sentence | undefined>;
}
