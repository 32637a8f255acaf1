import type { ClientQueue } from "./client-queue.ts";
import { problemOf } from "./failures.ts";
import type { Message } from "./messages/bounded.ts";

/**
 * Shows a message to one person: in the channel they are in, else (we are not in it, it is archived, it is somebody's
 * direct message) in a direct message from us.
 * @throws UpstreamError (service "slack")
 */
export async function tellPrivately(
  lane: ClientQueue,
  to: { readonly userId: string; readonly channel: string },
  message: Message,
): Promise<void> {
  try {
    await lane.call("chat.postEphemeral", { channel: to.channel, user: to.userId, ...message });
  } catch (error) {
    if (problemOf(error) === undefined) throw error;
    await lane.call("chat.postMessage", { channel: to.userId, unfurl_links: false, unfurl_media: false, ...message });
  }
}
