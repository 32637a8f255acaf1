import { AppError, ConflictError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { CardChannel } from "../ports/card-channel.ts";
import type { ClientQueue } from "./client-queue.ts";
import { problemOf } from "./failures.ts";
import { createRecent } from "./recent.ts";
import type { WebMethod } from "./web-methods.ts";
import { ChannelInfo, read } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "channel.shared": { channel: string };
    "channel.unreachable": { channel: string };
  }
}

/** How long a look at the channel is believed. */
const believedMs = 2 * 60_000;

/**
 * Whether cards may be posted in a channel: it exists, we are in it, it is not archived, and no other organisation reads
 * it (Slack Connect). Nothing changes.
 * @throws ConflictError when another organisation reads it
 * @throws NotFoundError when we cannot post there
 * @throws UpstreamError (service "slack")
 */
export async function checkChannel(lane: ClientQueue, channel: string): Promise<void> {
  const unreachable = (): NotFoundError => new NotFoundError("channel.unreachable", say("channel.unreachable", { channel }));
  const answer = await lane.call("conversations.info", { channel }).catch((error: unknown) => {
    throw problemOf(error) === "channel_not_found" ? unreachable() : error;
  });
  const { is_archived, is_member, is_ext_shared, is_pending_ext_shared } = read(ChannelInfo, answer).channel;
  if (is_ext_shared || is_pending_ext_shared) throw new ConflictError("channel.shared", say("channel.shared", { channel }));
  if (is_archived || !is_member) throw unreachable();
}

export function createCardChannel({
  lane,
  channel,
  now,
}: {
  readonly lane: ClientQueue;
  readonly channel: string;
  readonly now: () => number;
}): CardChannel {
  const looks = createRecent<Awaited<ReturnType<CardChannel["objection"]>>>({ now, keepMs: believedMs, atMost: 1 });
  const look = (): ReturnType<CardChannel["objection"]> =>
    checkChannel(lane, channel).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof UpstreamError || !(error instanceof AppError)) throw error;
        return error.sentence;
      },
    );
  return { objection: () => looks.get(channel, false, look) };
}

/** What puts words where everybody in a channel reads them. */
const showing: ReadonlySet<WebMethod> = new Set<WebMethod>(["chat.postMessage", "chat.update"]);

/** A lane on which nothing is shown in the channel while something speaks against it. Throws a ConflictError instead. */
export const heldBack = (lane: ClientQueue, channel: string, { objection }: CardChannel): ClientQueue => ({
  async call(method, args) {
    const because = showing.has(method) && args["channel"] === channel ? await objection() : undefined;
    if (because !== undefined) throw new ConflictError(because.key, because);
    return lane.call(method, args);
  },
});
