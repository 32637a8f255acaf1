import type { Json } from "../domain/json.ts";

declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly reports: Pick<Reports, "read">;
    readonly refreshNow: RefreshNow;
  }
}

/** What a look at the world came to. Names, accessors and times; never a value. */
export interface Report {
  readonly atMs: number;
  readonly content: Json;
}

/**
 * What workers found when they last looked, for those who may not look themselves. The last save wins. Throws `UpstreamError`
 * (service "redis").
 */
export interface Reports {
  /** `undefined` when nobody has looked yet, or what is stored is not what the bot saved. */
  read(name: string): Promise<Report | undefined>;
  save(name: string, report: Report): Promise<void>;
}

/** Looks that somebody may want before their time: at everything that is checked, and at everything that ends. */
export const backgroundJobs = ["check", "expiry"] as const;
export type BackgroundJobName = (typeof backgroundJobs)[number];

/**
 * Has a worker look now, and waits until it has. False when none did in time: then what is known is older than the question.
 * Throws `UpstreamError` (service "queue" or "redis").
 */
export type RefreshNow = (job: BackgroundJobName, signal: AbortSignal) => Promise<boolean>;
