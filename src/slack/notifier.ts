import type { AuditEntry } from "../domain/audit.ts";
import { chatSkewMs } from "../domain/clock-skew.ts";
import { firstLetters } from "../domain/cut.ts";
import { digestOf } from "../domain/json.ts";
import type { Verified } from "../domain/verified.ts";
import type { Language, Translators } from "../locale/translator.ts";
import type { AlarmMark, CardPlace, RequestView, ThreadLine } from "../ports/request-view.ts";
import { createCheckpointThread } from "./checkpoint-thread.ts";
import type { ClientQueue } from "./client-queue.ts";
import { problemOf } from "./failures.ts";
import type { Identity } from "./identity.ts";
import { answerMessage } from "./messages/answer.ts";
import { blockId, bounded, type Message, mrkdwn } from "./messages/bounded.ts";
import { cardMessage } from "./messages/card.ts";
import { notice } from "./messages/notice.ts";
import { trailLine } from "./messages/trail-line.ts";
import { createOwnMessages } from "./own-messages.ts";
import { tellPrivately } from "./tell-privately.ts";
import { type FoundMessage, Permalink, Posted, read } from "./wire.ts";

export interface RequestViewOptions {
  /** Where cards are posted and edited. */
  readonly cards: ClientQueue;
  /** For everything that may wait: threads, notifications, alarms, the checkpoint thread. */
  readonly rest: ClientQueue;
  readonly self: Pick<Identity, "botId" | "botUserId">;
  readonly channel: string;
  /** Language of the channel, and of people whose own is not known. */
  readonly language: Language;
  readonly translators: Translators;
  readonly isDurabilityRelaxed: boolean;
  readonly now: () => number;
}

const linesPerMessage = 20;
const longestLine = 400;

/** What people see of requests in one channel of Slack. */
export function createRequestView(options: RequestViewOptions): RequestView {
  const { cards, rest, channel, language, translators, isDurabilityRelaxed, now } = options;
  const translator = translators[language];
  const own = createOwnMessages({ lane: rest, self: options.self });
  const witness = createCheckpointThread({ lane: rest, channel, own, translator, now });
  const card = (request: Verified): Message => cardMessage(request, { translator, isDurabilityRelaxed });

  return {
    async postCard(request) {
      const posted = read(Posted, await cards.call("chat.postMessage", { channel, ...quiet, ...card(request) }));
      return { channel: posted.channel, message: posted.ts };
    },

    async findCard(request) {
      const isCard = isCardOf(request.id);
      const found = await own.since(channel, request.createdAtMs - chatSkewMs, isCard);
      const first = found.findLast(isCard);
      return first === undefined ? undefined : { channel, message: first.ts };
    },

    async updateCard(request, place) {
      try {
        await cards.call("chat.update", { channel: place.channel, ts: place.message, ...card(request) });
        return true;
      } catch (error) {
        if (problemOf(error) === "message_not_found") return false;
        throw error;
      }
    },

    async postTrail(place, entries) {
      const lines = entries.flatMap((entry) => {
        const sentence = trailLine(entry);
        return sentence === undefined ? [] : [{ entry, text: translator.mrkdwn(sentence) }];
      });
      for (let at = 0; at < lines.length; ) {
        const message = trailMessage(lines.slice(at, at + linesPerMessage));
        at += message.blocks.length;
        await rest.call("chat.postMessage", { channel: place.channel, thread_ts: place.message, ...quiet, ...message });
      }
    },

    async threadLines(place: CardPlace) {
      const replies = await own.replies(place.channel, place.message);
      return replies.flatMap(linesOf);
    },

    async tell(person, origin, sentence) {
      const message = notice(sentence, translators[person.locale ?? language]);
      await tellPrivately(rest, { userId: person.userId, channel: origin }, message);
    },

    async linkTo(place) {
      const answer = await rest.call("chat.getPermalink", { channel: place.channel, message_ts: place.message });
      return read(Permalink, answer).permalink;
    },

    publishCheckpoint: (text) => witness.add(text),
    publishedCheckpoints: (limit) => witness.newest(limit),

    async alarm(sentence, action, mark) {
      const block = mark === undefined ? undefined : alarmBlock(mark);
      await rest.call("chat.postMessage", { channel, ...quiet, ...notice(sentence, translator, action, block) });
    },

    async lastAlarm(marks, sinceMs) {
      const found = (await own.since(channel, sinceMs, () => false)).flatMap(({ ts, blocks }) => {
        const id = blocks?.[0]?.block_id ?? "";
        const mark = marks.find(
          (each) => id === alarmBlock(each) || (each.about === undefined && id.startsWith(`${alarmBlock(each)}:`)),
        );
        return mark === undefined ? [] : [{ mark, atMs: Number(ts) * 1000 }];
      });
      return found.sort((a, b) => b.atMs - a.atMs)[0];
    },

    async announce(answer) {
      await rest.call("chat.postMessage", { channel, ...quiet, ...answerMessage(answer, translator) });
    },
  };
}

const quiet = { unfurl_links: false, unfurl_media: false } as const;

const isCardOf =
  (id: string) =>
  ({ ts, thread_ts, blocks }: FoundMessage): boolean =>
    (thread_ts === undefined || thread_ts === null || thread_ts === ts) && blocks?.[0]?.block_id?.startsWith(`${id}:`) === true;

/** Marks may be longer than a block's id may be. */
const alarmBlock = ({ of, about }: AlarmMark): string =>
  `alarm:${digestOf(of)}${about === undefined ? "" : `:${firstLetters(digestOf(about), 16)}`}`;

const trailMessage = (lines: readonly { readonly entry: AuditEntry; readonly text: string }[]): Message =>
  bounded(
    lines.map(({ text }) => text).join("\n"),
    lines.map(({ entry, text }) => ({
      type: "context",
      block_id: blockId(`trail:${entry.seq}:${firstLetters(entry.hash, 16)}`),
      elements: [mrkdwn(text, longestLine)],
    })),
  );

const linesOf = ({ blocks }: FoundMessage): readonly ThreadLine[] =>
  (blocks ?? []).flatMap(({ block_id }) => {
    const [isLine, seq, hash] = /^trail:(\d{1,15})(?::([0-9a-f]{16}))?$/.exec(block_id ?? "") ?? [];
    return isLine === undefined ? [] : [{ seq: Number(seq), hash }];
  });
