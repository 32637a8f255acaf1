import { vi } from "vitest";
import type { RunningLocalSlack } from "../../demo/parts/local-slack.ts";
import type { SlackMessage } from "../../demo/parts/wire.ts";
import { actionIds } from "../../src/slack/messages/action-ids.ts";

/** All words of a message: its blocks, and the text that stands in for them. */
export const wordsOf = ({ text, blocks = [] }: SlackMessage): string => [text, ...textsIn(blocks)].join("\n");

function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "text" && typeof inner === "string" ? [inner] : textsIn(inner),
  );
}

const requestIdIn = (words: string): string => {
  const id = /req_[0-9a-z]{8,40}/.exec(words)?.[0];
  if (id === undefined) throw new Error(`There is no request id in: ${words}`);
  return id;
};

const isPrivate = (message: SlackMessage): boolean => message.subtype === "ephemeral";

/** The card of a request: the one message of its own in the channel. */
async function cardOf(slack: RunningLocalSlack, id: string, withinMs = 15_000): Promise<SlackMessage> {
  return cardThat(slack, id, () => true, withinMs);
}

/** The card of a request once its words fit. @throws Error with its last words when they never do */
export async function cardThat(
  slack: RunningLocalSlack,
  id: string,
  fits: (words: string) => boolean,
  withinMs = 15_000,
): Promise<SlackMessage> {
  return vi.waitFor(
    async () => {
      const card = (await slack.messages()).find((message) => !isPrivate(message) && isCardOf(message, id));
      if (card === undefined) throw new Error(`${id} has no card`);
      if (!fits(wordsOf(card))) throw new Error(`The card of ${id} says:\n${wordsOf(card)}`);
      return card;
    },
    { timeout: withinMs, interval: 50 },
  );
}

const isCardOf = ({ thread_ts: thread, blocks = [] }: SlackMessage, id: string): boolean =>
  thread === undefined && blocks.some((block) => String(block["block_id"]).startsWith(`${id}:`));

/** The lines of the thread under a card. */
export async function threadOf(slack: RunningLocalSlack, card: SlackMessage): Promise<readonly string[]> {
  const replies = (await slack.messages()).filter(({ thread_ts: thread }) => thread === card.ts);
  return replies.flatMap(({ text }) => text.split("\n"));
}

/** Somebody at Slack: what they type and press, and what they alone are told. */
export interface Person {
  readonly id: string;
  /** Types `/profinaut <text>`. Returns every word of the private answer. */
  ask(text: string): Promise<string>;
  /** Asks for a change and waits for its card. @throws Error with the answer when it was not accepted */
  request(text: string): Promise<{ readonly id: string; readonly card: SlackMessage }>;
  /** Presses a button of a message; `value` and all else as anybody could forge it. Returns the private answer. */
  press(message: Pick<SlackMessage, "ts" | "channel">, button: keyof typeof actionIds, value: string): Promise<string>;
  /** What only this person was told, oldest first. */
  privateAnswers(): Promise<readonly string[]>;
  /** The next private answer after those already there when `act` began. */
  toldAfter(act: () => Promise<void>, fits?: (words: string) => boolean): Promise<string>;
}

export function personOf(slack: RunningLocalSlack, id: string): Person {
  const privateAnswers = async (): Promise<readonly string[]> => {
    const channels = [slack.ids.channel, slack.ids.otherChannel];
    const all = (await Promise.all(channels.map((channel) => slack.messages(channel)))).flat();
    return all.filter((message) => isPrivate(message) && message.ephemeral_to === id).map(wordsOf);
  };
  const toldAfter: Person["toldAfter"] = async (act, fits = () => true) => {
    const before = (await privateAnswers()).length;
    await act();
    return vi.waitFor(
      async () => {
        const news = (await privateAnswers()).slice(before);
        const found = news.find(fits);
        if (found === undefined) throw new Error(`${id} was not told that; only: ${news.join(" | ") || "nothing"}`);
        return found;
      },
      { timeout: 30_000, interval: 50 },
    );
  };
  const ask: Person["ask"] = (text) => toldAfter(() => slack.command(id, text));
  return {
    id,
    ask,
    privateAnswers,
    toldAfter,
    request: async (text) => {
      const answer = await ask(text);
      if (!/^Accepted|受け付け/.test(answer)) throw new Error(`Not accepted: ${answer}`);
      const requestId = requestIdIn(answer);
      return { id: requestId, card: await cardOf(slack, requestId) };
    },
    press: (message, button, value) =>
      toldAfter(() =>
        slack.click({ user: id, messageTs: message.ts, channel: message.channel, actionId: actionIds[button], value }),
      ),
  };
}

/** Everybody of the local Slack, by what they are. */
export const peopleOf = (slack: RunningLocalSlack): { readonly [who in keyof RunningLocalSlack["ids"]["users"]]: Person } => {
  const { requester, approver, approver2, outsider } = slack.ids.users;
  return {
    requester: personOf(slack, requester),
    approver: personOf(slack, approver),
    approver2: personOf(slack, approver2),
    outsider: personOf(slack, outsider),
  };
};
