import type { Translators } from "../locale/translator.ts";
import { createCardChannel, heldBack } from "../slack/channel.ts";
import { createClientQueue } from "../slack/client-queue.ts";
import { createDirectMessages } from "../slack/direct-messages.ts";
import { createDirectory } from "../slack/directory.ts";
import type { identify } from "../slack/identity.ts";
import { createRequestView } from "../slack/notifier.ts";
import type { Config } from "./config.ts";
import type { BotLog } from "./log.ts";

export type SlackClients = ReturnType<typeof connectSlack>;

/** Two queues of calls: what people wait for, and what may wait. Neither shows anything while the channel is not as it must be. */
export function connectSlack({ slack, channel }: Config, { log, now }: { readonly log: BotLog; readonly now: () => number }) {
  const queue = () => createClientQueue({ token: slack.botToken, apiUrl: slack.apiUrl, log, now });
  const cardChannel = createCardChannel({ lane: queue(), channel, now });
  return { cards: heldBack(queue(), channel, cardChannel), rest: heldBack(queue(), channel, cardChannel), cardChannel };
}

export interface SlackPortsDeps {
  readonly config: Config;
  readonly clients: SlackClients;
  readonly self: Awaited<ReturnType<typeof identify>>;
  readonly translators: Translators;
  /** Whether Redis may lose what it confirmed: said on each card. */
  readonly isDurabilityRelaxed: boolean;
  readonly now: () => number;
}

export function slackPorts({ config, clients: { cards, rest }, self, translators, isDurabilityRelaxed, now }: SlackPortsDeps) {
  const { channel, locale: language } = config;
  const { teams, enterprise, people } = config.slack;
  return {
    directory: createDirectory({ lane: cards, teams, enterprise, people, now }),
    view: createRequestView({ cards, rest, self, channel, language, translators, isDurabilityRelaxed, now }),
    messages: createDirectMessages({ lane: rest, self, language, translators, now }),
  };
}
