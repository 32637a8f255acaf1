import type { Translator } from "../locale/translator.ts";
import type { DigestView } from "../ports/digest-view.ts";
import type { ClientQueue } from "./client-queue.ts";
import type { Identity } from "./identity.ts";
import { digestBlockId, digestMessage } from "./messages/digest.ts";
import { createOwnMessages } from "./own-messages.ts";
import { type FoundMessage, Permalink, Posted, read } from "./wire.ts";

/** Digests in one channel, found again by the id of their first block. */
export function createDigestView({
  lane,
  self,
  channel,
  translator,
}: {
  readonly lane: ClientQueue;
  readonly self: Pick<Identity, "botId" | "botUserId">;
  readonly channel: string;
  readonly translator: Translator;
}): DigestView {
  const own = createOwnMessages({ lane, self });
  return {
    async post(slot, digest) {
      const message = { unfurl_links: false, unfurl_media: false, ...digestMessage(slot, digest, translator) };
      const posted = read(Posted, await lane.call("chat.postMessage", { channel, ...message }));
      return { channel: posted.channel, message: posted.ts };
    },

    async find(slot, sinceMs) {
      const isOfSlot = ({ blocks }: FoundMessage): boolean => blocks?.[0]?.block_id === digestBlockId(slot);
      const found = (await own.since(channel, sinceMs, isOfSlot)).findLast(isOfSlot);
      return found === undefined ? undefined : { channel, message: found.ts };
    },

    async linkTo({ channel: at, message }) {
      return read(Permalink, await lane.call("chat.getPermalink", { channel: at, message_ts: message })).permalink;
    },
  };
}
