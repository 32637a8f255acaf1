import type { KnownBlock, MrkdwnElement, PlainTextElement } from "@slack/types";
import { firstLetters, shortened } from "../../domain/cut.ts";

/** A message as it is sent: blocks, and the text that notifications and screen readers show. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** Slack's limits: https://docs.slack.dev/reference/block-kit/blocks and /composition-objects */
export const limits = {
  blocks: 50,
  section: 3_000,
  field: 2_000,
  fields: 10,
  header: 150,
  button: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  contextElements: 10,
  blockId: 255,
  fallback: 3_000,
  /** Of all blocks together. Slack names no number and refuses a little above 13,000 characters (`msg_blocks_too_long`). */
  message: 12_000,
} as const;

/** Cuts mrkdwn so that it fits and no entity, mention or code span is left open. */
export function cutMrkdwn(text: string, atMost: number): string {
  if (text.length <= atMost) return text;
  const kept = firstLetters(text, atMost - 2)
    .replace(/&[a-z]{0,4}$/, "")
    .replace(/<[^>]*$/, "");
  const isSpanOpen = kept.split("`").length % 2 === 0;
  return `${kept}${isSpanOpen ? "`" : ""}…`;
}

/** Text that Slack may not turn into links, mentions or emoji beyond what we wrote (`verbatim`). */
export const mrkdwn = (text: string, atMost: number = limits.section): MrkdwnElement => ({
  type: "mrkdwn",
  text: cutMrkdwn(text, atMost) || "—",
  verbatim: true,
});

export const plain = (text: string, atMost: number): PlainTextElement => ({
  type: "plain_text",
  text: shortened(text, atMost) || "—",
  emoji: false,
});

export const blockId = (text: string): string => shortened(text, limits.blockId);

/** Packs lines into as few texts as fit a section each; a line that is too long alone is cut. */
export function packed(lines: readonly string[], atMost: number = limits.section): readonly string[] {
  const texts: string[] = [];
  for (const line of lines.map((each) => cutMrkdwn(each, atMost))) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= atMost) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts;
}

/** As many of the first items as fit, by count and by summed size. */
export function fitting<T>(
  items: readonly T[],
  room: { readonly count: number; readonly size: number },
  sizeOf: (item: T) => number,
): readonly T[] {
  const kept: T[] = [];
  let size = 0;
  for (const item of items) {
    size += sizeOf(item);
    if (kept.length >= room.count || size > room.size) break;
    kept.push(item);
  }
  return kept;
}

/** How many characters a block shows. */
export const sizeOfBlock = (block: KnownBlock): number => JSON.stringify(block).length;

/**
 * A message within Slack's limits. `foot` (who decides, buttons, ids) is always kept; where `body` has to be shortened at
 * its end, `cut` stands there and says so.
 */
export function bounded(
  text: string,
  body: readonly KnownBlock[],
  { foot = [], cut = [] }: { readonly foot?: readonly KnownBlock[]; readonly cut?: readonly KnownBlock[] } = {},
): Message {
  const reserved = [...foot, ...cut].reduce((sum, block) => sum + sizeOfBlock(block), 0);
  const room = { count: limits.blocks - foot.length - cut.length, size: limits.message - reserved };
  const shown = fitting(body, room, sizeOfBlock);
  const end = shown.length === body.length ? foot : [...cut, ...foot];
  return { text: cutMrkdwn(text, limits.fallback) || "—", blocks: [...shown, ...end] };
}
