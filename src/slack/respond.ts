import { isThisMachine } from "../domain/safe-address.ts";
import type { Log } from "../ports/log.ts";
import type { ClientQueue } from "./client-queue.ts";
import type { Message } from "./messages/bounded.ts";
import { tellPrivately } from "./tell-privately.ts";

/** Where the answer to one interaction goes. */
export interface Addressee {
  readonly userId: string;
  readonly channel: string;
  /** As the payload says; not trusted. */
  readonly responseUrl: string | null;
}

export type Respond = (to: Addressee, message: Message) => Promise<void>;

const timeoutMs = 5_000;
const longestBody = 60_000;

/**
 * Answers one person, seen by nobody else: by the payload's `response_url` where that is Slack's own, else by a message.
 * The card is never replaced. Throws `UpstreamError` (service "slack") when neither way works.
 */
export function createRespond({
  apiUrl,
  lane,
  log,
}: {
  readonly apiUrl: string;
  readonly lane: ClientQueue;
  readonly log: Log;
}): Respond {
  return async ({ userId, channel, responseUrl }, message) => {
    const body = JSON.stringify({ response_type: "ephemeral", replace_original: false, ...message });
    if (responseUrl !== null && isSlacks(responseUrl, apiUrl) && body.length <= longestBody) {
      if (await wasTaken(responseUrl, body)) return;
      log.warn({}, "an answer by response_url did not arrive, it goes as a message");
    }
    await tellPrivately(lane, { userId, channel }, message);
  };
}

async function wasTaken(url: string, body: string): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * Whether an address belongs to the Slack we talk to: the API's own host or its `hooks.` host (slack.com →
 * hooks.slack.com, https://docs.slack.dev/interactivity/handling-user-interaction), https except on this machine.
 */
export function isSlacks(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const [url, api] = [new URL(address), new URL(apiUrl)];
  const isSecure =
    url.protocol === "https:" || (url.protocol === "http:" && isThisMachine(url.hostname) && isThisMachine(api.hostname));
  const isPlain = url.username === "" && url.password === "";
  return isSecure && isPlain && (url.host === api.host || url.host === `hooks.${api.host}`);
}
