import { UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { ClientQueue } from "./client-queue.ts";
import type { Identity } from "./identity.ts";
import { type FoundMessage, Messages, read } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "slack.too-much-to-read": { channel: string };
  }
}

export interface OwnMessagesOptions {
  readonly lane: ClientQueue;
  readonly self: Pick<Identity, "botId" | "botUserId">;
  /** How many pages of 200 messages are read at most. */
  readonly pagesAtMost?: number;
}

/** From an instant to another one. */
export interface Span {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** What this bot itself wrote in a channel; whatever else is there is not looked at. */
export interface OwnMessages {
  /** Messages since an instant, until `enough` says so. Slack gives those right after the instant first. */
  since(channel: string, sinceMs: number, enough: (message: FoundMessage) => boolean): Promise<readonly FoundMessage[]>;
  /** All of a span. @throws UpstreamError when a moment of it holds more than can be read: what is looked for may be among the rest */
  within(channel: string, span: Span): Promise<readonly FoundMessage[]>;
  /** Replies in a thread, oldest first. */
  replies(channel: string, thread: string): Promise<readonly FoundMessage[]>;
  /** Newest first, and at least `limit` when there are as many; those after `untilMs` left out. */
  newestReplies(
    place: { readonly channel: string; readonly thread: string },
    want: { readonly limit: number; readonly untilMs: number },
  ): Promise<readonly FoundMessage[]>;
}

const pageSize = 200;
/** What is written once a minute fits a page of this span. */
const firstSpanMs = 2 * 3_600_000;
const shortestSpanMs = 1_000;

const tsOf = (atMs: number): string => (atMs / 1000).toFixed(6);

export function createOwnMessages({ lane, self, pagesAtMost = 50 }: OwnMessagesOptions): OwnMessages {
  const isOwn = ({ user, bot_id }: FoundMessage): boolean => user === self.botUserId && bot_id === self.botId;

  async function pages(
    method: "conversations.history" | "conversations.replies",
    args: { readonly [name: string]: unknown },
    enough: (message: FoundMessage) => boolean,
  ): Promise<{ readonly found: readonly FoundMessage[]; readonly isCut: boolean }> {
    const found: FoundMessage[] = [];
    let cursor = "";
    for (let page = 0; page < pagesAtMost; page += 1) {
      const asked = { ...args, limit: pageSize, ...(cursor === "" ? {} : { cursor }) };
      const answer = read(Messages, await lane.call(method, asked));
      const own = answer.messages.filter(isOwn);
      found.push(...own);
      cursor = answer.response_metadata?.next_cursor ?? "";
      if (!answer.has_more || cursor === "" || own.some(enough)) return { found, isCut: false };
    }
    return { found, isCut: true };
  }

  async function within(channel: string, { sinceMs, untilMs }: Span): Promise<readonly FoundMessage[]> {
    const span = { oldest: tsOf(sinceMs), latest: tsOf(untilMs), inclusive: true };
    const { found, isCut } = await pages("conversations.history", { channel, ...span }, () => false);
    if (!isCut) return found;
    if (untilMs - sinceMs <= shortestSpanMs) throw tooMuch(channel);
    const middleMs = Math.floor((sinceMs + untilMs) / 2);
    const [before, after] = [
      { sinceMs, untilMs: middleMs },
      { sinceMs: middleMs, untilMs },
    ];
    const all = [...(await within(channel, before)), ...(await within(channel, after))];
    // One that stands right between both is in both.
    return [...new Map(all.map((message) => [message.ts, message])).values()];
  }

  return {
    async since(channel, sinceMs, enough) {
      return (await pages("conversations.history", { channel, oldest: tsOf(sinceMs), inclusive: true }, enough)).found;
    },

    within,

    async replies(channel, thread) {
      const { found } = await pages("conversations.replies", { channel, ts: thread }, () => false);
      return found.filter(({ ts }) => ts !== thread);
    },

    // Slack gives the oldest of a thread first, so this asks for spans that end ever earlier, each as long as one page holds.
    async newestReplies({ channel, thread }, { limit, untilMs: endMs }) {
      const startMs = Math.floor(Number(thread) * 1000);
      const found: FoundMessage[] = [];
      let [untilMs, spanMs] = [endMs, firstSpanMs];
      while (found.length < limit && untilMs > startMs) {
        const sinceMs = Math.max(startMs, untilMs - spanMs);
        const span = { oldest: tsOf(sinceMs), latest: tsOf(untilMs), inclusive: true };
        const asked = { channel, ts: thread, ...span, limit: pageSize };
        const answer = read(Messages, await lane.call("conversations.replies", asked));
        const isTooLong = answer.has_more && spanMs > shortestSpanMs;
        if (!isTooLong) {
          const isInside = ({ ts }: FoundMessage): boolean =>
            ts !== thread && Number(ts) > sinceMs / 1000 && Number(ts) <= untilMs / 1000;
          found.push(...answer.messages.filter(isOwn).filter(isInside).toReversed());
          untilMs = sinceMs;
        }
        spanMs = Math.floor(isTooLong ? spanMs / 4 : spanMs * 4);
      }
      return found;
    },
  };
}

const tooMuch = (channel: string): UpstreamError =>
  new UpstreamError("slack.too-much-to-read", say("slack.too-much-to-read", { channel }), {
    service: "slack",
    effect: "none",
    retryable: true,
  });
