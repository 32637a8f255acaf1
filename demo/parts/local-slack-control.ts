import { request } from "undici";
import { WebSocket } from "ws";
import { SlackLog, type SlackLogEntry, type SlackMessage, SlackMessages, SlackState } from "./wire.ts";

/** What a person does in Slack, and what there is to see. Users and channels are ids. */
export interface LocalSlackControl {
  /** Types `/profinaut <text>`. Returns when the bot has acknowledged. */
  command(user: string, text: string, channel?: string): Promise<void>;
  /** Presses a button as anybody, with any value: Slack would sign only true ones, so a forged one can be tried. */
  click(click: {
    readonly user: string;
    readonly messageTs: string;
    readonly actionId: string;
    readonly value?: string;
    readonly blockId?: string;
    readonly channel?: string;
  }): Promise<void>;
  /** Writes a message. */
  post(user: string, text: string, channel?: string): Promise<void>;
  /** Fills in and submits the modal that is open. `values[block_id][action_id]` as Slack sends them. */
  submitView(user: string, values: { readonly [block: string]: { readonly [action: string]: object } }): Promise<void>;
  openHome(user: string): Promise<void>;
  /** Oldest first, replies and private answers among them. */
  messages(channel?: string): Promise<readonly SlackMessage[]>;
  /** What the bot and one person have between them, oldest first. */
  directMessages(user: string): Promise<readonly SlackMessage[]>;
  /** Every message of every channel and conversation. */
  everyMessage(): Promise<readonly SlackMessage[]>;
  /** Every envelope, acknowledgement and Web API call. */
  log(): Promise<readonly SlackLogEntry[]>;
  /** The first message that fits, asked for every 50 ms. @throws Error when none has come by then (default 10 s) */
  waitForMessage(
    fits: (message: SlackMessage) => boolean,
    options?: { readonly channel?: string; readonly withinMs?: number },
  ): Promise<SlackMessage>;
  /** Removes every message. */
  reset(): Promise<void>;
}

export function createLocalSlackControl(url: string, defaultChannel: string): LocalSlackControl {
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await request(`${url}/_control/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`The local Slack answered ${answer.statusCode} to ${path}: ${text}`);
  };
  const get = async (path: string): Promise<unknown> => (await request(`${url}/_control/${path}`)).body.json();
  const messages = async (channel = defaultChannel): Promise<readonly SlackMessage[]> =>
    SlackMessages.parse(await get(`messages/${channel}`)).messages;

  const channels = async () => SlackState.parse(await get("state")).channels;
  const messagesOf = async (all: Awaited<ReturnType<typeof channels>>): Promise<readonly SlackMessage[]> =>
    (await Promise.all(all.map(({ id }) => messages(id)))).flat();

  return {
    messages,
    directMessages: async (user) =>
      messagesOf((await channels()).filter(({ is_im, members }) => is_im && members.includes(user))),
    everyMessage: async () => messagesOf(await channels()),
    log: async () => SlackLog.parse(await get("log")).log,
    command: (user, text, channel = defaultChannel) => post("command", { user, channel, command: "/profinaut", text }),
    click: ({ user, messageTs, actionId, value, blockId, channel = defaultChannel }) =>
      post("interact", {
        user,
        channel,
        messageTs,
        action: { type: "button", action_id: actionId, block_id: blockId, value },
      }),
    post: (user, text, channel = defaultChannel) => post("message", { user, channel, text }),
    openHome: (user) => post("open-home", { user }),
    reset: () => post("reset", {}),
    submitView: (user, values) => sendToPage(url, { t: "view_submit", user, values }),
    waitForMessage: async (fits, { channel = defaultChannel, withinMs = 10_000 } = {}) => {
      const giveUpAt = Date.now() + withinMs;
      for (;;) {
        const seen = await messages(channel);
        const found = seen.find(fits);
        if (found !== undefined) return found;
        if (Date.now() > giveUpAt) {
          const last = seen.slice(-5).map((message) => `- ${message.text}`);
          throw new Error([`No such message in ${channel} within ${withinMs / 1000} s. The last ones:`, ...last].join("\n"));
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

// Modals have no call in the control API: the page submits them over its own connection.
function sendToPage(url: string, message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const page = new WebSocket(`${url.replace("http:", "ws:")}/ui`);
    page.once("error", reject);
    page.once("close", () => resolve());
    page.once("open", () => page.send(JSON.stringify(message), () => page.close()));
  });
}
