import type { Desk, Press, Reply } from "../app/desk.ts";
import { answerOf } from "../domain/answer.ts";
import { say } from "../domain/sentence.ts";
import type { Directory } from "../ports/directory.ts";
import type { Log } from "../ports/log.ts";
import { type Admitted, mayBeHeard, type Sender } from "./admission.ts";
import type { InFlight } from "./in-flight.ts";
import type { Lane } from "./lane.ts";
import type { Language, Speakers } from "./locale/speaker.ts";
import { answerMessage } from "./messages/answer.ts";
import { homeView } from "./messages/home.ts";
import type { Addressee, Respond } from "./respond.ts";
import { CommandPayload, HomePayload, PressPayload } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "slack.not-recorded": NoParams;
    "slack.unexpected": NoParams;
  }
}

/** A verified payload as it arrived. */
export interface Heard {
  readonly body: unknown;
  /** Tells Slack that it arrived; within three seconds, or the person sees a failure. */
  readonly ack: () => Promise<unknown>;
  /** False when nobody could say whether this payload was heard before: it is answered, and nothing is done. */
  readonly isKnownFresh: boolean;
}

/** Somebody whose payload was authentic and not for us. */
export interface Stranger extends Sender {
  readonly userId: string;
  readonly heard: "command" | "press";
}

export interface ListenerOptions {
  readonly desk: Desk;
  readonly directory: Directory;
  readonly admitted: Admitted;
  /** Puts a refused payload on the trail. */
  readonly refused: (stranger: Stranger) => Promise<void>;
  readonly respond: Respond;
  /** For the Home tab. */
  readonly lane: Lane;
  readonly language: Language;
  readonly speakers: Speakers;
  readonly inFlight: InFlight;
  readonly log: Log;
}

/** The app's ears. Each acknowledges first, then works, and never throws. */
export interface Listener {
  command(heard: Heard): Promise<void>;
  press(action: Press["action"], heard: Heard): Promise<void>;
  home(heard: Pick<Heard, "body">): Promise<void>;
}

export function createListener(options: ListenerOptions): Listener {
  const { desk, directory, admitted, refused, respond, lane, language, speakers, inFlight, log } = options;

  /** Acknowledges, then does the work to its end, whatever happens to it. */
  async function handle(ack: Heard["ack"], work: () => Promise<void>): Promise<void> {
    const whole = (async () => {
      await ack().catch(() => log.warn({}, "an interaction could not be acknowledged"));
      await work().catch((error: unknown) => log.error({ error: nameOf(error) }, "an interaction could not be answered"));
    })();
    inFlight.track(whole);
    await whole;
  }

  /** Asks the desk, unless the payload is not for us, and tells the person what it says. */
  async function answer(
    about: {
      readonly heard: Stranger["heard"];
      readonly userId: string;
      readonly sender: Sender;
      readonly isKnownFresh: boolean;
    },
    to: Addressee,
    ask: () => Promise<Reply | undefined>,
  ): Promise<void> {
    const permission = mayBeHeard(about.sender, admitted);
    const reply = async (): Promise<Reply | undefined> => {
      if (!permission.allowed) {
        await refused({ ...about.sender, userId: about.userId, heard: about.heard });
        return { answer: answerOf(permission.because), locale: language };
      }
      if (!about.isKnownFresh) return { answer: answerOf(say("slack.not-recorded", {})), locale: language };
      return await ask();
    };
    const said = await reply().catch((error: unknown): Reply => {
      log.error({ error: nameOf(error) }, "an interaction failed unexpectedly");
      return { answer: answerOf(say("slack.unexpected", {})), locale: language };
    });
    if (said !== undefined) await respond(to, answerMessage(said.answer, speakers[said.locale]));
  }

  return {
    command: ({ body, ack, isKnownFresh }) =>
      handle(ack, async () => {
        const { data: payload } = CommandPayload.safeParse(body);
        if (payload === undefined) return log.warn({ heard: "command" }, "an unreadable payload was dropped");
        const { user_id: userId, team_id: teamId, enterprise_id: enterpriseId, channel_id: channel } = payload;
        const sender = { appId: payload.api_app_id, teamIds: [teamId], enterpriseId };
        const to = { userId, channel, responseUrl: payload.response_url ?? null };
        await answer({ heard: "command", userId, sender, isKnownFresh }, to, () =>
          desk.command({ userId, teamId, enterpriseId, channel, text: payload.text, interactionId: payload.trigger_id }),
        );
      }),

    press: (action, { body, ack, isKnownFresh }) =>
      handle(ack, async () => {
        const { data: payload } = PressPayload.safeParse(body);
        if (payload === undefined) return log.warn({ heard: "press" }, "an unreadable payload was dropped");
        const { user, team, container } = payload;
        const teamIds = [team?.id, user.team_id].filter((id) => typeof id === "string");
        const teamId = user.team_id ?? team?.id ?? "";
        const enterpriseId = payload.enterprise?.id ?? team?.enterprise_id ?? null;
        const sender = { appId: payload.api_app_id, teamIds, enterpriseId };
        const at = { channel: container.channel_id, message: container.message_ts };
        const to = { userId: user.id, channel: at.channel, responseUrl: payload.response_url ?? null };
        const interactionId = payload.trigger_id;
        await answer({ heard: "press", userId: user.id, sender, isKnownFresh }, to, () =>
          desk.press({ userId: user.id, teamId, enterpriseId, action, value: payload.value, at, interactionId }),
        );
      }),

    home: ({ body }) =>
      handle(
        async () => {},
        async () => {
          const { data: payload } = HomePayload.safeParse(body);
          if (payload === undefined || payload.event.tab !== "home") return;
          const sender = { appId: payload.api_app_id, teamIds: [payload.team_id], enterpriseId: payload.enterprise_id };
          if (!mayBeHeard(sender, admitted).allowed) return;
          const { userId, locale } = await directory.actor(payload.event.user);
          await lane.call("views.publish", { user_id: userId, view: homeView(speakers[locale ?? language]) });
        },
      ),
  };
}

/** An error's class: all that is known to hold no text from outside. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
