import type { Edition } from "../../domain/edition.ts";
import { manySecretIds } from "../../domain/many-secret-ids.ts";
import type { PlanContext } from "../../domain/operation.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import type { RotateInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "rotate.value.replaces": { total: number; byHand: number };
    "rotate.value.replaces-made": { total: number; byHand: number; fromAtMs: number; untilAtMs: number };
    "rotate.value.replaces-all": { total: number; byHand: number; oldestAtMs: number; untilAtMs: number };
    /** Said by releases that could not end so many. */
    "rotate.too-many": { role: string; count: number; max: number };
  }
}

/** The SecretIDs that stop working by a rotation; exactly these are approved. */
export type Replaced = {
  /** Named one by one; empty where there are too many for that. */
  readonly replaces: readonly { readonly accessor: string; readonly createdAtMs: number; readonly byBot: boolean }[];
  /** Too many to name: every one that was made until `untilMs`, by Vault's clock. */
  readonly replacesAll?: {
    readonly count: number;
    readonly byHand: number;
    readonly oldestAtMs: number;
    readonly untilMs: number;
  };
};

/** What a rotation ends: every SecretID that is live now. `isOurs`: whether the bot made it, as far as it knows. */
export function replacedBy(live: readonly SecretIdInfo[], isOurs: (info: SecretIdInfo) => boolean): Replaced {
  const made = live.map(({ createdAtMs }) => createdAtMs);
  if (live.length <= manySecretIds)
    return { replaces: live.map((info) => ({ accessor: info.accessor, createdAtMs: info.createdAtMs, byBot: isOurs(info) })) };
  return {
    replaces: [],
    replacesAll: {
      count: live.length,
      byHand: live.filter((info) => !isOurs(info)).length,
      oldestAtMs: made.reduce((a, b) => Math.min(a, b)),
      untilMs: made.reduce((a, b) => Math.max(a, b)),
    },
  };
}

/** Fewer live SecretIDs than approved is no drift (one expired meanwhile); one that nobody approved to retire is. */
export function stillCovered(
  approved: PlanContext<RotateInput, Replaced>["approved"],
  live: readonly SecretIdInfo[],
  now: Replaced,
): Replaced {
  if (approved === undefined) return now;
  const { replaces, replacesAll } = approved;
  const named = new Set(replaces.map(({ accessor }) => accessor));
  const isCovered = live.every(
    ({ accessor, createdAtMs }) => named.has(accessor) || (replacesAll !== undefined && createdAtMs <= replacesAll.untilMs),
  );
  if (!isCovered) return now;
  return { replaces, ...(replacesAll === undefined ? {} : { replacesAll }) };
}

export const replacedCount = ({ replaces, replacesAll }: Replaced): number => replacesAll?.count ?? replaces.length;

/** For the card: how many, whose, and from when until when they were made. */
export function replacedSentence({ replaces, replacesAll, edition }: Replaced & Edition): Sentence {
  if (replacesAll === undefined) {
    const counted = { total: replaces.length, byHand: replaces.filter(({ byBot }) => !byBot).length };
    if (edition === undefined || replaces.length === 0) return say("rotate.value.replaces", counted);
    const made = replaces.map(({ createdAtMs }) => createdAtMs);
    return say("rotate.value.replaces-made", { ...counted, fromAtMs: Math.min(...made), untilAtMs: Math.max(...made) });
  }
  const { count: total, byHand, oldestAtMs, untilMs } = replacesAll;
  return say("rotate.value.replaces-all", { total, byHand, oldestAtMs, untilAtMs: untilMs });
}
