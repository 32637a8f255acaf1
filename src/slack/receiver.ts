import type { Receiver } from "@slack/bolt";

/** A way payloads arrive. */
export interface PayloadReceiver {
  readonly receiver: Receiver;
  /** Whether payloads can arrive now. */
  isListening(): boolean;
  /** Where requests are awaited, once started; `undefined` in Socket Mode. */
  port(): number | undefined;
}
