import type { Identity } from "./identity.ts";
import type { Lane } from "./lane.ts";
import { type FoundMessage, Messages, read } from "./wire.ts";

export interface OwnMessagesOptions {
  readonly lane: Lane;
  readonly self: Pick<Identity, "botId" | "botUserId">;
  /** How many pages of 200 messages are read at most. */
  readonly pagesAtMost?: number;
}

/** What this bot itself wrote in a channel; whatever else is there is not looked at. */
export interface OwnMessages {
  /** Messages since an instant, newest first, until `enough` says so. */
  since(channel: string, sinceMs: number, enough: (message: FoundMessage) => boolean): Promise<readonly FoundMessage[]>;
  /** Replies in a thread, oldest first. */
  replies(channel: string, thread: string): Promise<readonly FoundMessage[]>;
}

export function createOwnMessages({ lane, self, pagesAtMost = 50 }: OwnMessagesOptions): OwnMessages {
  const isOwn = ({ user, bot_id }: FoundMessage): boolean => user === self.botUserId && bot_id === self.botId;

  async function pages(
    method: "conversations.history" | "conversations.replies",
    args: { readonly [name: string]: unknown },
    enough: (message: FoundMessage) => boolean,
  ): Promise<readonly FoundMessage[]> {
    const found: FoundMessage[] = [];
    let cursor = "";
    for (let page = 0; page < pagesAtMost; page += 1) {
      const answer = read(Messages, await lane.call(method, { ...args, limit: 200, ...(cursor === "" ? {} : { cursor }) }));
      const own = answer.messages.filter(isOwn);
      found.push(...own);
      cursor = answer.response_metadata?.next_cursor ?? "";
      if (!answer.has_more || cursor === "" || own.some(enough)) break;
    }
    return found;
  }

  return {
    since: (channel, sinceMs, enough) =>
      pages("conversations.history", { channel, oldest: (sinceMs / 1000).toFixed(6), inclusive: true }, enough),
    async replies(channel, thread) {
      const all = await pages("conversations.replies", { channel, ts: thread }, () => false);
      return all.filter(({ ts }) => ts !== thread);
    },
  };
}
