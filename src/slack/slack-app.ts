import { App } from "@slack/bolt";
import type { CommandService } from "../app/command-service.ts";
import type { Gate } from "../app/gate.ts";
import type { createHome } from "../app/home.ts";
import type { Language, Translators } from "../locale/translator.ts";
import type { Directory } from "../ports/directory.ts";
import type { Log } from "../ports/log.ts";
import type { ClientQueue } from "./client-queue.ts";
import type { Identity } from "./identity.ts";
import { createInFlight } from "./in-flight.ts";
import { createListener, type Stranger } from "./listen.ts";
import { registerListeners } from "./listeners.ts";
import type { PayloadReceiver } from "./receiver.ts";
import { createRespond } from "./respond.ts";
import { createSdkLogger } from "./sdk-logger.ts";

export interface SlackAppOptions {
  /** How payloads arrive: `createSocketConnections` or `createHttpRequests`. */
  readonly payloads: PayloadReceiver;
  readonly self: Identity;
  /** Ids of the workspaces whose people are heard. */
  readonly teams: ReadonlySet<string>;
  /** Enterprise Grid organisation that payloads must name, where configured. */
  readonly enterprise?: string | undefined;
  readonly apiUrl: string;
  /** Before anybody is heard. */
  readonly gate: Gate;
  /** Before anybody is told that they are not for us to hear. */
  readonly strangersGate: Gate;
  readonly commandService: CommandService;
  /** What a person's Home tab shows. */
  readonly home: ReturnType<typeof createHome>;
  readonly directory: Directory;
  /** Puts a payload of another workspace or app on the trail. */
  readonly refused: (stranger: Stranger) => Promise<void>;
  /** For answers that do not fit `response_url`, and the Home tab. */
  readonly lane: ClientQueue;
  /** Of people whose own language is not known. */
  readonly language: Language;
  readonly translators: Translators;
  readonly log: Log;
}

export interface SlackApp {
  /** @throws UpstreamError (service "slack") when Slack refuses or does not answer */
  start(): Promise<void>;
  /** Hears nothing new and lets what was heard end. False when that took longer than `deadlineMs`. */
  stop(deadlineMs: number): Promise<boolean>;
  /** Whether people can be heard now. */
  connected(): boolean;
  /** Where HTTP requests are awaited; `undefined` in Socket Mode. */
  port(): number | undefined;
}

/** The Slack app: Bolt between the receiver and the routing table. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { payloads, self, teams, enterprise, apiUrl, lane, log } = options;
  const inFlight = createInFlight();
  const app = new App({
    receiver: payloads.receiver,
    logger: createSdkLogger(log),
    convoStore: false,
    clientOptions: { slackApiUrl: apiUrl },
    authorize: async () => ({ botId: self.botId, botUserId: self.botUserId }),
  });
  app.error(async (error) => log.error({ error: error.name }, "the Slack app failed to handle a payload"));
  registerListeners(
    app,
    createListener({
      ...options,
      admitted: { appIds: new Set([self.appId]), teamIds: teams, enterpriseId: enterprise },
      respond: createRespond({ apiUrl, lane, log }),
      inFlight,
    }),
  );

  return {
    async start() {
      await payloads.receiver.start();
    },
    async stop(deadlineMs) {
      const untilMs = performance.now() + deadlineMs;
      inFlight.track(Promise.resolve(payloads.receiver.stop()));
      return await inFlight.drained(Math.max(0, untilMs - performance.now()));
    },
    connected: () => payloads.isListening(),
    port: () => payloads.port(),
  };
}
