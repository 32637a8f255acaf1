import { ConflictError, NotFoundError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import { problemOf } from "./failures.ts";
import type { Lane } from "./lane.ts";
import { ChannelInfo, read } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "channel.shared": { channel: string };
    "channel.unreachable": { channel: string };
  }
}

/**
 * Whether cards may be posted in a channel: it exists, we are in it, it is not archived, and no other organisation reads
 * it (Slack Connect). To be called at start. Nothing changes.
 * @throws ConflictError when another organisation reads it
 * @throws NotFoundError when we cannot post there
 * @throws UpstreamError (service "slack")
 */
export async function checkChannel(lane: Lane, channel: string): Promise<void> {
  const unreachable = (): NotFoundError => new NotFoundError("channel.unreachable", say("channel.unreachable", { channel }));
  const answer = await lane.call("conversations.info", { channel }).catch((error: unknown) => {
    throw problemOf(error) === "channel_not_found" ? unreachable() : error;
  });
  const { is_archived, is_member, is_ext_shared, is_pending_ext_shared } = read(ChannelInfo, answer).channel;
  if (is_ext_shared || is_pending_ext_shared) throw new ConflictError("channel.shared", say("channel.shared", { channel }));
  if (is_archived || !is_member) throw unreachable();
}
