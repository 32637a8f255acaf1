import { firstLetters } from "../domain/cut.ts";
import { say } from "../domain/sentence.ts";
import type { Lane } from "./lane.ts";
import type { Speaker } from "./locale/speaker.ts";
import { bounded, limits, type Message, mrkdwn, plain } from "./messages/bounded.ts";
import type { OwnMessages } from "./own-messages.ts";
import { type FoundMessage, Posted, read } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "witness.root": { month: string };
    "witness.fallback": NoParams;
  }
}

/** Texts kept in threads of the channel, one thread a month, where a writer of the store cannot take them back. */
export interface Witness {
  add(text: string): Promise<void>;
  /** Newest first, at most `limit`, from this month and the one before it. */
  newest(limit: number): Promise<readonly string[]>;
}

export interface WitnessOptions {
  readonly lane: Lane;
  readonly channel: string;
  readonly own: OwnMessages;
  readonly speaker: Speaker;
  readonly now: () => number;
}

const rootPrefix = "profinaut-witness:";
/** Clocks differ a little between Slack and us. */
const clockSkewMs = 5 * 60_000;
const textBlock = "profinaut-witnessed";

export function createWitness({ lane, channel, own, speaker, now }: WitnessOptions): Witness {
  let known: { readonly month: string; readonly ts: string } | undefined;

  /** The month of an instant (UTC) and when it began. */
  const monthOf = (atMs: number): { readonly name: string; readonly startMs: number } => {
    const at = new Date(atMs);
    return { name: firstLetters(at.toISOString(), 7), startMs: Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1) };
  };

  const isRootOf =
    (month: string) =>
    ({ blocks }: FoundMessage): boolean =>
      blocks?.[0]?.block_id === `${rootPrefix}${month}`;

  async function post(message: Message, thread: { readonly thread_ts?: string } = {}): Promise<string> {
    const answer = await lane.call("chat.postMessage", {
      channel,
      unfurl_links: false,
      unfurl_media: false,
      ...message,
      ...thread,
    });
    return read(Posted, answer).ts;
  }

  async function rootOf(month: string, startMs: number): Promise<string> {
    if (known?.month === month) return known.ts;
    const isRoot = isRootOf(month);
    const found = (await own.since(channel, startMs - clockSkewMs, isRoot)).findLast(isRoot);
    const text = speaker.mrkdwn(say("witness.root", { month }));
    const ts =
      found?.ts ?? (await post(bounded(text, [{ type: "section", block_id: `${rootPrefix}${month}`, text: mrkdwn(text) }])));
    known = { month, ts };
    return ts;
  }

  return {
    async add(text) {
      if (text.length > limits.section) throw new RangeError("a witnessed text must fit one block");
      const { name, startMs } = monthOf(now());
      const fallback = speaker.mrkdwn(say("witness.fallback", {}));
      const block = { type: "section", block_id: textBlock, text: plain(text, limits.section) } as const;
      const reply = bounded(fallback, [block]);
      try {
        await post(reply, { thread_ts: await rootOf(name, startMs) });
      } catch (error) {
        known = undefined; // the root may have been deleted; the next attempt looks for it again
        throw error;
      }
    },

    async newest(limit) {
      const thisMonth = monthOf(now());
      const lastMonth = monthOf(thisMonth.startMs - 1);
      const isRoot = (message: FoundMessage): boolean => isRootOf(thisMonth.name)(message) || isRootOf(lastMonth.name)(message);
      const roots = (await own.since(channel, lastMonth.startMs - clockSkewMs, isRootOf(lastMonth.name))).filter(isRoot);
      const texts: string[] = [];
      for (const { ts } of roots) {
        const replies = await own.replies(channel, ts);
        texts.push(...replies.toReversed().flatMap(witnessedIn));
        if (texts.length >= limit) break;
      }
      return texts.slice(0, limit);
    },
  };
}

/** Slack escapes three characters in what it stores. */
const witnessedIn = ({ blocks }: FoundMessage): readonly string[] =>
  (blocks ?? [])
    .filter(({ block_id }) => block_id === textBlock)
    .flatMap(({ text }) => (text?.text === undefined ? [] : [text.text]))
    .map((text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
