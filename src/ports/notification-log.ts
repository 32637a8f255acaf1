/** How far each notification about one request is, by what it is about and whom it is for. */
export interface Told {
  /** `begun`: it may have been sent, or not. `settled`: it was, or never will be. */
  readonly [mark: string]: "begun" | "settled";
}

/** Remembers what was said to whom, by request. Throws `UpstreamError` (service "redis"). */
export interface NotificationLog {
  /** Empty where nothing was said; `unknown` where what is noted is not the bot's: any word may have been sent, or not. */
  read(requestId: string): Promise<Told | "unknown">;
  write(requestId: string, told: Told): Promise<void>;
}
