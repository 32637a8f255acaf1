import { z } from "zod";
import { dayMs, type ExpiryItem, expiryId } from "./expiry.ts";
import { canonicalJson } from "./json.ts";

/** Somebody's word that something which ends need not be said every week, until when, and why. Signed by the side that heard them. */
export const Snooze = z
  .object({
    item: z.string(),
    /** The end it is about: what was made anew meanwhile is something else. */
    expiresAtMs: z.number().nullable(),
    untilMs: z.number(),
    atMs: z.number(),
    by: z.string(),
    reason: z.string(),
    signature: z.object({ kid: z.string(), signature: z.string() }),
  })
  .readonly();
export type Snooze = z.infer<typeof Snooze>;

export const longestSnoozeDays = 90;
const unsilenceableMs = 2 * dayMs;

/** What is signed. */
export const snoozeStatement = ({ item, expiresAtMs, untilMs, atMs, by, reason }: Omit<Snooze, "signature">): string =>
  canonicalJson({ statement: "snooze", item, expiresAtMs, untilMs, atMs, by, reason });

/** What is over, or will be within two days, cannot be silenced. */
export const canBeSnoozed = ({ expiresAtMs }: ExpiryItem, nowMs: number): boolean =>
  expiresAtMs === null || expiresAtMs - nowMs > unsilenceableMs;

/** The snooze that an item has now, whether or not it silences it. */
export const snoozeOf = (item: ExpiryItem, snoozes: readonly Snooze[], nowMs: number): Snooze | undefined =>
  snoozes.find(
    (snooze) =>
      snooze.item === expiryId(item) &&
      snooze.expiresAtMs === item.expiresAtMs &&
      snooze.atMs <= nowMs &&
      nowMs < snooze.untilMs &&
      snooze.untilMs - snooze.atMs <= longestSnoozeDays * dayMs,
  );

export const isSilenced = (item: ExpiryItem, snoozes: readonly Snooze[], nowMs: number): boolean =>
  canBeSnoozed(item, nowMs) && snoozeOf(item, snoozes, nowMs) !== undefined;
