import type { KnownBlock } from "@slack/types";
import type { AnswerAction } from "../../domain/answer.ts";
import type { Digest, DigestRow } from "../../domain/digest.ts";
import { dayMs, expiryId, renewalAction, urgencyOf } from "../../domain/expiry.ts";
import { expiryLine, whatEnds } from "../../domain/expiry-line.ts";
import { peopleWhoOwn } from "../../domain/owners.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { canBeSnoozed } from "../../domain/snooze.ts";
import type { Translator } from "../../locale/translator.ts";
import { askButton, askButtons } from "./ask-button.ts";
import { blockId, bounded, limits, type Message, mrkdwn, sizeOfBlock } from "./bounded.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "digest.heading": { expired: number; week: number; due: number; days: number };
    "digest.quiet": { days: number };
    "digest.quiet-next": { days: number; what: Sentence; inMs: number };
    "digest.nothing-due": { days: number };
    "digest.picture": { bars: string };
    "digest.aloud": { weeks: readonly string[] };
    "digest.ignored": { line: Sentence };
    "digest.ignored-by": { line: Sentence; userIds: readonly string[] };
    "digest.snoozed": { count: number };
    "digest.failed": NoParams;
    "digest.more": { count: number };
    "digest.snooze": NoParams;
    "digest.looked": { atMs: number };
    "digest.stale": { atMs: number };
  }
}

const slotPrefix = "digest:";
export const digestBlockId = (slot: string): string => blockId(`${slotPrefix}${slot}`);

const mostRows = 20;
const mostSilenced = 5;
const mostFailures = 8;
/** One week each, from nothing to four and more. */
const bars = ["·", "▂", "▄", "▆", "█"];

/** The digest of a slot, which its first block names. In a quiet week it is one line. */
export function digestMessage(slot: string, digest: Digest, translator: Translator): Message {
  const said = (sentence: Sentence): string => translator.mrkdwn(sentence);
  const section = (sentence: Sentence): KnownBlock => ({ type: "section", text: mrkdwn(said(sentence)), expand: true });
  const heading = headingOf(digest);
  const first: KnownBlock = { type: "section", block_id: digestBlockId(slot), text: mrkdwn(said(heading)) };
  const { rows, silenced, failures } = digest;
  if (rows.length + silenced.length + failures.length === 0 && digest.isFresh) return bounded(said(heading), [first]);

  const failed = failures.slice(0, mostFailures).map((failure) => section(say("expiring.failure", failure)));
  const asleep = silenced.slice(0, mostSilenced).map((row) => context(lineOf(row, digest), translator));
  const tail: readonly KnownBlock[] = [
    ...(failed.length === 0 ? [] : [section(say("digest.failed", {})), ...failed]),
    ...(asleep.length === 0 ? [] : [section(say("digest.snoozed", { count: silenced.length })), ...asleep]),
    ...(digest.lookedAtMs === null ? [] : [context(lookedAt(digest.lookedAtMs, digest.isFresh), translator)]),
  ];
  const head: readonly KnownBlock[] = [first, context(say("digest.picture", { bars: pictureOf(digest) }), translator)];
  const all = rows
    .slice(0, mostRows)
    .map((row): readonly KnownBlock[] => [section(lineOf(row, digest)), ...buttonsOf(row, digest, translator)]);
  const shown = fittingRows(all, [...head, ...tail]);
  const left = rows.length - shown.length;
  const more = left === 0 ? [] : [askButton(nextPage(shown.length, digest), translator)];
  return bounded(`${said(heading)}\n${said(aloud(digest))}`, [...head, ...shown.flat()], { foot: [...more, ...tail] });
}

function headingOf({ rows, silenced, failures, next, nowMs, horizonMs, isFresh }: Digest): Sentence {
  const days = Math.round(horizonMs / dayMs);
  const urgencies = rows.map(({ item }) => urgencyOf(item, nowMs));
  const count = (wanted: string): number => urgencies.filter((urgency) => urgency === wanted).length;
  if (rows.length > 0) return say("digest.heading", { expired: count("expired"), week: count("week"), due: rows.length, days });
  if (silenced.length + failures.length > 0 || !isFresh) return say("digest.nothing-due", { days });
  if (next === undefined) return say("digest.quiet", { days });
  return say("digest.quiet-next", { days, what: whatEnds(next), inMs: (next.expiresAtMs ?? nowMs) - nowMs });
}

const pictureOf = ({ weeks }: Digest): string => weeks.map((count) => bars[Math.min(count, bars.length - 1)]).join("");

const aloud = ({ weeks }: Digest): Sentence =>
  say("digest.aloud", { weeks: weeks.flatMap((count, at) => (count === 0 ? [] : [`${at + 1}: ${count}`])) });

const lookedAt = (atMs: number, isFresh: boolean): Sentence =>
  isFresh ? say("digest.looked", { atMs }) : say("digest.stale", { atMs });

/** Nobody is mentioned the first time; what was ignored names its owners. */
function lineOf({ item, snooze, isIgnored }: DigestRow, { nowMs, owners }: Digest): Sentence {
  const line = expiryLine(item, { nowMs, owners: undefined, snooze });
  if (!isIgnored) return line;
  const userIds = peopleWhoOwn(item, owners);
  return userIds.length === 0 ? say("digest.ignored", { line }) : say("digest.ignored-by", { line, userIds });
}

function buttonsOf({ item }: DigestRow, { nowMs }: Digest, translator: Translator): readonly KnownBlock[] {
  const renewal = renewalAction(item, nowMs);
  const snooze: AnswerAction = { label: say("digest.snooze", {}), command: `snooze ${expiryId(item)}` };
  const actions = [...(renewal === undefined ? [] : [renewal]), ...(canBeSnoozed(item, nowMs) ? [snooze] : [])];
  return actions.length === 0 ? [] : [askButtons(actions, translator)];
}

/** As many rows as fit beside the rest, each with its buttons. */
function fittingRows(rows: readonly (readonly KnownBlock[])[], rest: readonly KnownBlock[]): readonly (readonly KnownBlock[])[] {
  const sizeOf = (blocks: readonly KnownBlock[]): number => blocks.reduce((sum, block) => sum + sizeOfBlock(block), 0);
  const roomForMore = { blocks: 1, size: 400 };
  let [blocks, size] = [rest.length + roomForMore.blocks, sizeOf(rest) + roomForMore.size];
  const kept: (readonly KnownBlock[])[] = [];
  for (const row of rows) {
    [blocks, size] = [blocks + row.length, size + sizeOf(row)];
    if (blocks > limits.blocks || size > limits.message) break;
    kept.push(row);
  }
  return kept;
}

/** Goes on where the digest ends, in pages of the same size; some may be seen twice, and none is left out. */
const nextPage = (shown: number, { rows, horizonMs }: Digest): AnswerAction => ({
  label: say("digest.more", { count: rows.length - shown }),
  command: `expiring ${Math.round(horizonMs / dayMs)} ${Math.floor(shown / mostRows) + 1}`,
});

const context = (sentence: Sentence, translator: Translator): KnownBlock => ({
  type: "context",
  elements: [mrkdwn(translator.mrkdwn(sentence))],
});
