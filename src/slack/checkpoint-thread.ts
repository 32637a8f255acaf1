import { chatSkewMs } from "../domain/clock-skew.ts";
import { firstLetters } from "../domain/cut.ts";
import { say } from "../domain/sentence.ts";
import type { Translator } from "../locale/translator.ts";
import type { ClientQueue } from "./client-queue.ts";
import { problemOf } from "./failures.ts";
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
export interface CheckpointThread {
  add(text: string): Promise<void>;
  /** Newest first, at most `limit`, from this month and the one before it. */
  newest(limit: number): Promise<readonly string[]>;
}

export interface CheckpointThreadOptions {
  readonly lane: ClientQueue;
  readonly channel: string;
  readonly own: OwnMessages;
  readonly translator: Translator;
  readonly now: () => number;
}

const rootPrefix = "profinaut-witness:";
/** How often the channel is read for a thread that another process may have begun. */
const lookAgainAfterMs = 10 * 60_000;
const weekMs = 7 * 24 * 3_600_000;
const textBlock = "profinaut-witnessed";

interface Month {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The month of an instant, in UTC. */
const monthOf = (atMs: number): Month => {
  const at = new Date(atMs);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { name: firstLetters(at.toISOString(), 7), startMs: Date.UTC(year, month, 1), endMs: Date.UTC(year, month + 1, 1) };
};

export function createCheckpointThread({ lane, channel, own, translator, now }: CheckpointThreadOptions): CheckpointThread {
  /** Roots by month, and until when the channel was read for them. */
  const known = new Map<string, { readonly roots: readonly string[]; readonly readUntilMs: number }>();

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

  /** Oldest first; there are two when one was not found once. Looks a week at a time, and at what is new only now and then. */
  async function rootsOf({ name, startMs, endMs }: Month): Promise<readonly string[]> {
    const isRoot = ({ blocks }: FoundMessage): boolean => blocks?.[0]?.block_id === `${rootPrefix}${name}`;
    const untilMs = Math.min(endMs, now()) + chatSkewMs;
    const { roots, readUntilMs } = known.get(name) ?? { roots: [], readUntilMs: startMs };
    if (untilMs - readUntilMs < (known.has(name) ? lookAgainAfterMs : 1)) return roots;
    const found = new Set(roots);
    for (let sinceMs = readUntilMs - 2 * chatSkewMs; sinceMs < untilMs; sinceMs += weekMs)
      for (const message of await own.within(channel, { sinceMs, untilMs: Math.min(sinceMs + weekMs, untilMs) }))
        if (isRoot(message)) found.add(message.ts);
    const all = [...found].sort((a, b) => Number(a) - Number(b));
    known.set(name, { roots: all, readUntilMs: untilMs });
    return all;
  }

  async function rootOf(month: Month): Promise<string> {
    const [there] = await rootsOf(month);
    if (there !== undefined) return there;
    const text = translator.mrkdwn(say("witness.root", { month: month.name }));
    const block = { type: "section", block_id: `${rootPrefix}${month.name}`, text: mrkdwn(text) } as const;
    const ts = await post(bounded(text, [block]));
    known.set(month.name, { roots: [ts], readUntilMs: now() + chatSkewMs });
    return ts;
  }

  /** A root may have been deleted; the next attempt looks for it again. */
  const lookingAgain = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (isGone(error)) known.clear();
      throw error;
    }
  };

  return {
    async add(text) {
      if (text.length > limits.section) throw new RangeError("a witnessed text must fit one block");
      const fallback = translator.mrkdwn(say("witness.fallback", {}));
      const block = { type: "section", block_id: textBlock, text: plain(text, limits.section) } as const;
      const reply = bounded(fallback, [block]);
      await lookingAgain(async () => post(reply, { thread_ts: await rootOf(monthOf(now())) }));
    },

    newest: (limit) =>
      lookingAgain(async () => {
        const thisMonth = monthOf(now());
        const texts: string[] = [];
        for (const month of [thisMonth, monthOf(thisMonth.startMs - 1)]) {
          if (texts.length >= limit) break;
          const want = { limit: limit - texts.length, untilMs: now() + chatSkewMs };
          const replies: FoundMessage[] = [];
          for (const thread of await rootsOf(month)) replies.push(...(await own.newestReplies({ channel, thread }, want)));
          texts.push(...replies.sort((a, b) => Number(b.ts) - Number(a.ts)).flatMap(witnessedIn));
        }
        return texts.slice(0, limit);
      }),
  };
}

const isGone = (error: unknown): boolean => ["thread_not_found", "message_not_found"].includes(problemOf(error) ?? "");

/** Slack escapes three characters in what it stores. */
const witnessedIn = ({ blocks }: FoundMessage): readonly string[] =>
  (blocks ?? [])
    .filter(({ block_id }) => block_id === textBlock)
    .flatMap(({ text }) => (text?.text === undefined ? [] : [text.text]))
    .map((text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
