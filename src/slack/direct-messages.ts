import type { Language, Translators } from "../locale/translator.ts";
import type { DirectMessages } from "../ports/direct-messages.ts";
import type { ClientQueue } from "./client-queue.ts";
import { problemOf } from "./failures.ts";
import type { Identity } from "./identity.ts";
import { blockId, bounded, mrkdwn } from "./messages/bounded.ts";
import { createOwnMessages } from "./own-messages.ts";
import { createRecent } from "./recent.ts";
import { DndInfo, type FoundMessage, OpenedConversation, read } from "./wire.ts";

export interface DirectMessagesOptions {
  readonly lane: ClientQueue;
  readonly self: Pick<Identity, "botId" | "botUserId">;
  /** Of people whose own is not known. */
  readonly language: Language;
  readonly translators: Translators;
  readonly now: () => number;
}

const keepMs = 60_000;

/** Our own troubles at Slack, which somebody mends; whatever else is refused is about the person. */
const ours: ReadonlySet<string> = new Set([
  "account_inactive",
  "invalid_auth",
  "missing_scope",
  "not_allowed_token_type",
  "not_authed",
  "token_expired",
  "token_revoked",
]);

/** Messages between one person and this bot, found again by the id of their block. */
export function createDirectMessages({ lane, self, language, translators, now }: DirectMessagesOptions): DirectMessages {
  const own = createOwnMessages({ lane, self });
  const quiet = createRecent<boolean>({ now, keepMs, atMost: 1_000 });
  const blockOf = (mark: string): string => blockId(`word:${mark}`);

  return {
    async send({ userId, locale }, mark, sentence) {
      const text = translators[locale ?? language].mrkdwn(sentence);
      const message = bounded(text, [{ type: "section", block_id: blockOf(mark), text: mrkdwn(text) }]);
      try {
        // The id of a user stands for the conversation with them: https://docs.slack.dev/reference/methods/chat.postMessage, "Channels"
        await lane.call("chat.postMessage", { channel: userId, unfurl_links: false, unfurl_media: false, ...message });
        return true;
      } catch (error) {
        const problem = problemOf(error);
        if (problem === undefined || ours.has(problem)) throw error;
        return false;
      }
    },

    async wasSent({ userId }, mark, sinceMs) {
      const isIt = ({ blocks }: FoundMessage): boolean => blocks?.[0]?.block_id === blockOf(mark);
      try {
        const { channel } = read(OpenedConversation, await lane.call("conversations.open", { users: userId }));
        return (await own.since(channel.id, sinceMs, isIt)).some(isIt);
      } catch (error) {
        if (problemOf(error) === undefined) throw error;
        return true;
      }
    },

    isQuiet: (userId) =>
      quiet.get(userId, false, async () => {
        const status = read(DndInfo, await lane.call("dnd.info", { user: userId }));
        const nowS = now() / 1_000;
        const isNight = status.dnd_enabled && status.next_dnd_start_ts <= nowS && nowS < status.next_dnd_end_ts;
        return isNight || (status.snooze_enabled && nowS < status.snooze_endtime);
      }),
  };
}
