import type { Ask, CommandService, Press } from "../app/command-service.ts";
import type { Busy, Gate } from "../app/gate.ts";
import type { createHome } from "../app/home.ts";
import type { FormReply, Reply } from "../app/interaction-handler.ts";
import { answerOf } from "../domain/answer.ts";
import { firstLetters } from "../domain/cut.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Language, Translators } from "../locale/translator.ts";
import type { Directory } from "../ports/directory.ts";
import type { Log } from "../ports/log.ts";
import { type Admitted, mayBeHeard, type Sender, senderOf } from "./admission.ts";
import type { ClientQueue } from "./client-queue.ts";
import { formAnswers, overlongIn } from "./form-answers.ts";
import type { InFlight } from "./in-flight.ts";
import { answerMessage } from "./messages/answer.ts";
import type { Message } from "./messages/bounded.ts";
import { digestInCardBlock, digestInHomeBlock } from "./messages/buttons-block.ts";
import { formView } from "./messages/form-view.ts";
import { homeView } from "./messages/home.ts";
import type { Addressee, Respond } from "./respond.ts";
import { unreadableForm } from "./unreadable-form.ts";
import { CommandPayload, FormPayload, HomePayload, PressPayload, payloadOf } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "slack.not-recorded": NoParams;
    "slack.unexpected": NoParams;
    "slack.form-not-opened": NoParams;
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

/** A command, which Slack takes an answer to in the moment that it hears it arrived. */
export interface HeardCommand extends Heard {
  readonly ackWith: (message: Message) => Promise<unknown>;
}

/** A submitted form, which can be handed back with what is wrong in it. */
export interface HeardForm extends Heard {
  /** Keeps the form open; sentences by the field's id. */
  readonly refuse: (errors: Readonly<Record<string, string>>) => Promise<unknown>;
}

/** Somebody whose payload was authentic and not for us. */
export interface Stranger extends Sender {
  readonly userId: string;
  readonly heard: "command" | "press" | "form";
}

export interface ListenerOptions {
  readonly gate: Gate;
  /** The same for those whose payloads are not for us: they take nothing of what ours may ask. */
  readonly strangersGate: Gate;
  readonly commandService: CommandService;
  readonly home: ReturnType<typeof createHome>;
  readonly directory: Directory;
  readonly admitted: Admitted;
  /** Puts a refused payload on the trail. */
  readonly refused: (stranger: Stranger) => Promise<void>;
  readonly respond: Respond;
  /** For the Home tab. */
  readonly lane: ClientQueue;
  readonly language: Language;
  readonly translators: Translators;
  readonly inFlight: InFlight;
  readonly log: Log;
}

/** The app's listeners. Each acknowledges first, then works, and never throws. */
export interface Listener {
  command(heard: HeardCommand): Promise<void>;
  press(action: Press["action"], heard: Heard): Promise<void>;
  /** A button that says what would otherwise be typed. */
  ask(heard: Heard): Promise<void>;
  form(heard: HeardForm): Promise<void>;
  home(heard: Pick<Heard, "body">): Promise<void>;
}

export function createListener(options: ListenerOptions): Listener {
  const {
    gate,
    strangersGate,
    commandService,
    home,
    directory,
    admitted,
    refused,
    respond,
    lane,
    language,
    translators,
    inFlight,
    log,
  } = options;
  /** The language in which somebody was answered last: whoever is asking too much is asked nothing, not even that. */
  const languages = new Map<string, Language>();
  const busyIn = (userId: string, because: Sentence): Message =>
    answerMessage(answerOf(because), translators[languages.get(userId) ?? language]);

  const objectionTo = (sender: Sender, userId: string, interactionId?: string): Busy | undefined =>
    (mayBeHeard(sender, admitted).allowed ? gate : strangersGate).objectionTo(userId, interactionId);

  /** Acknowledges, then does the work to its end, whatever happens to it. */
  async function handle(ack: Heard["ack"], work: () => Promise<void>): Promise<void> {
    const whole = (async () => {
      await ack().catch(() => log.warn({}, "an interaction could not be acknowledged"));
      await work().catch((error: unknown) => log.error({ error: nameOf(error) }, "an interaction could not be answered"));
    })();
    inFlight.track(whole);
    await whole;
  }

  /** Asks the command service, unless the payload is not for us, and tells the person what it says. */
  async function answer(
    about: {
      readonly heard: Stranger["heard"];
      readonly userId: string;
      readonly sender: Sender;
      readonly isKnownFresh: boolean;
    },
    to: Addressee,
    ask: () => Promise<Reply | FormReply | undefined>,
    open?: (reply: FormReply) => Promise<void>,
  ): Promise<void> {
    const permission = mayBeHeard(about.sender, admitted);
    const reply = async (): Promise<Reply | FormReply | undefined> => {
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
    if (said === undefined) return;
    if (languages.size >= mostLanguages) languages.clear();
    languages.set(about.userId, said.locale);
    if ("answer" in said) return respond(to, answerMessage(said.answer, translators[said.locale]));
    await open?.(said).catch(async () => {
      log.warn({}, "a form could not be opened");
      await respond(to, answerMessage(answerOf(say("slack.form-not-opened", {})), translators[said.locale]));
    });
  }

  /** What was typed, or said by a button: parsed, answered and refused in one way. */
  const obey = (asked: Ask, about: Parameters<typeof answer>[0], to: Addressee): Promise<void> =>
    answer(
      about,
      to,
      () => commandService.command(asked),
      async ({ locale, ...opened }) => {
        const view = formView(opened, { channel: asked.channel, locale }, translators[locale]);
        await lane.call("views.open", { trigger_id: asked.interactionId, view });
      },
    );

  const dropped = (what: string, ack: Heard["ack"]): Promise<void> =>
    handle(ack, async () => log.warn({ heard: what }, "an unreadable payload was dropped"));

  /** Whoever presses too much is told so once until they are heard again: each word is a call of Slack, before the answers to others. */
  function handlePress(
    { body, ack }: Pick<Heard, "body" | "ack">,
    work: (payload: PressPayload, pressed: ReturnType<typeof pressedBy>) => Promise<void>,
  ): Promise<void> {
    const payload = payloadOf(PressPayload, body);
    if (payload === undefined) return dropped("press", ack);
    const pressed = pressedBy(payload);
    const { userId, sender, to } = pressed;
    const busy = objectionTo(sender, userId, payload.trigger_id);
    if (busy === undefined) return handle(ack, () => work(payload, pressed));
    return handle(ack, busy.isNews ? () => respond(to, busyIn(userId, busy.because)) : nothingMore);
  }

  /** Shows a person's Home tab as everything is now. */
  async function publishHome(user: string, sender: Sender): Promise<void> {
    if (!mayBeHeard(sender, admitted).allowed) return;
    const actor = await directory.actor(user);
    const view = homeView(await home(actor), translators[actor.locale ?? language]);
    await lane.call("views.publish", { user_id: actor.userId, view });
  }

  return {
    command: ({ body, ack, ackWith, isKnownFresh }) => {
      const payload = payloadOf(CommandPayload, body);
      if (payload === undefined) return dropped("command", ack);
      const { user_id: userId, channel_id: channel } = payload;
      const sender = senderOf(payload);
      const busy = objectionTo(sender, userId, payload.trigger_id);
      if (busy !== undefined) return handle(() => ackWith(busyIn(userId, busy.because)), nothingMore);
      return handle(ack, async () => {
        const to = { userId, channel, responseUrl: payload.response_url ?? null };
        const asked = { userId, channel, text: payload.text, interactionId: payload.trigger_id };
        await obey(asked, { heard: "command", userId, sender, isKnownFresh }, to);
      });
    },

    ask: ({ body, ack, isKnownFresh }) =>
      handlePress({ body, ack }, async (payload, { userId, sender, isHome, to }) => {
        const interactionId = payload.trigger_id;
        const asked = { userId, channel: to.channel, text: payload.value, interactionId };
        await obey(asked, { heard: "press", userId, sender, isKnownFresh }, to);
        if (isHome) await publishHome(userId, sender);
      }),

    press: (action, { body, ack, isKnownFresh }) =>
      handlePress({ body, ack }, async (payload, { userId, sender, at, isHome, to }) => {
        const interactionId = payload.trigger_id;
        await answer({ heard: "press", userId, sender, isKnownFresh }, to, () =>
          commandService.press({ userId, action, value: firstLetters(payload.value, 100), at, interactionId }),
        );
        if (isHome) await publishHome(userId, sender);
      }),

    form: async ({ body, ack, refuse, isKnownFresh }) => {
      const payload = payloadOf(FormPayload, body);
      const metadata = payload?.view.metadata;
      if (payload === undefined || metadata === undefined) {
        log.warn({ heard: "form" }, "an unreadable form was handed back");
        const odd = unreadableForm(body, translators[language]);
        if (odd.errors !== undefined) return handle(() => refuse(odd.errors), nothingMore);
        return handle(ack, () => (odd.to === undefined ? nothingMore() : respond(odd.to, odd.message)));
      }
      const { command, channel, locale } = metadata;
      const { user } = payload;
      const sender = senderOf(payload);
      const busy = objectionTo(sender, user.id, payload.trigger_id);
      if (busy !== undefined) {
        // What was filled in stays there.
        const [field] = Object.keys(payload.view.state.values);
        if (field !== undefined) return handle(() => refuse({ [field]: translators[locale].plain(busy.because) }), nothingMore);
        const message = answerMessage(answerOf(busy.because), translators[locale]);
        const to = { userId: user.id, channel, responseUrl: null };
        return handle(ack, busy.isNews ? () => respond(to, message) : nothingMore);
      }
      const answers = formAnswers(payload.view.state.values);
      const overlong = overlongIn(payload.view.state.values);
      const mistakes = overlong.length > 0 ? overlong : commandService.mistakesIn({ command, answers });
      if (mistakes.length > 0) {
        const translator = translators[locale];
        const errors = Object.fromEntries(mistakes.map(({ field, because }) => [field, translator.plain(because)]));
        return handle(() => refuse(errors), nothingMore);
      }
      await handle(ack, async () => {
        const to = { userId: user.id, channel, responseUrl: null };
        // One form is one interaction, however often it is submitted.
        const interactionId = payload.view.id;
        await answer({ heard: "form", userId: user.id, sender, isKnownFresh }, to, () =>
          commandService.fill({ userId: user.id, channel, command, answers, interactionId }),
        );
      });
    },

    home: ({ body }) =>
      handle(
        async () => {},
        async () => {
          const payload = payloadOf(HomePayload, body);
          if (payload === undefined || payload.event.tab !== "home") return;
          const sender = senderOf(payload);
          if (objectionTo(sender, payload.event.user, payload.event.event_ts) !== undefined) return;
          await publishHome(payload.event.user, sender);
        },
      ),
  };
}

/** Who pressed, where, and where the answer goes. */
function pressedBy(payload: PressPayload) {
  const { user, container, block, response_url: url } = payload;
  const isHome = container.type !== "message";
  const at = isHome
    ? { digest: digestInHomeBlock(block) ?? "" }
    : { channel: container.channel_id, message: container.message_ts, digest: digestInCardBlock(block) };
  // From the Home tab there is no channel: the answer comes as a direct message.
  const channel = isHome ? user.id : container.channel_id;
  return {
    userId: user.id,
    sender: senderOf(payload),
    at,
    isHome,
    to: { userId: user.id, channel, responseUrl: url ?? null },
  };
}

const mostLanguages = 1_000;

const nothingMore = async (): Promise<void> => {};

/** An error's class: all that is known to hold no text from outside. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
