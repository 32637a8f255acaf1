import type { Actor } from "../domain/actor.ts";
import { type Answer, answerOf } from "../domain/answer.ts";
import { oneWord, requestIdPattern } from "../domain/arguments.ts";
import { type Command, parseCommand } from "../domain/command.ts";
import { ConflictError, NotFoundError } from "../domain/errors.ts";
import type { FormMistake } from "../domain/form.ts";
import { nearestOf } from "../domain/nearest.ts";
import type { AnyQuery, QueryPorts } from "../domain/query.ts";
import { approvalsMissing, type OperationRequest } from "../domain/request.ts";
import { say } from "../domain/sentence.ts";
import type { CardPlace } from "../ports/request-view.ts";
import type { ViewState } from "../ports/view-state.ts";
import { cancelCommand } from "./catalogue.ts";
import type { Verdict } from "./decide.ts";
import type { FilledForm, Forms, OpenForm } from "./forms.ts";
import type { InstantCommands } from "./instant-commands.ts";
import { createInteractionHandler, type FormReply, type InteractionHandlerDeps, type Reply } from "./interaction-handler.ts";
import type { Gate } from "./read-only.ts";
import { parseInput, type Registry } from "./registry.ts";
import type { Submission } from "./submit.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "desk.unknown-command": { name: string; nearest: readonly string[] };
    "desk.accepted": { id: string; command: string };
    "desk.approved": { id: string };
    "desk.approved-more": { id: string; missing: number };
    "desk.denied": { id: string };
    "desk.cancelled": { id: string };
    "desk.resumed": { id: string };
    "desk.stop-asked": { id: string };
    "desk.redo-asked": { id: string };
    "desk.hastened": { id: string };
    "desk.no-such-request": NoParams;
    "desk.other-message": { id: string };
    "desk.other-plan": { id: string };
    "cancel.usage": NoParams;
  }
}

/** Something a person typed after the slash command. Ids come from the verified payload, never from text. */
export interface Ask {
  readonly userId: string;
  readonly channel: string;
  readonly text: string;
  /** The chat's id of this one interaction; the same interaction may arrive twice. */
  readonly interactionId: string;
}

/** Something a person pressed on a card. `value` is what the button carried and is trusted for nothing but naming a request. */
export interface Press {
  readonly userId: string;
  readonly action: "approve" | "deny" | "retry" | "stop" | "redo" | "hasten";
  readonly value: string;
  /** Where the button was. */
  readonly at: (CardPlace & Partial<ShownPlan>) | ShownPlan;
  readonly interactionId: string;
}

/** The plan that stood beside a button, by its digest; cards of before 0.2 do not say it. */
export interface ShownPlan {
  readonly digest: string | undefined;
}

/** A form that somebody submitted. The command is the one that opened it; like every text, it is parsed again. */
export interface Fill extends FilledForm {
  readonly userId: string;
  /** Where the command was typed. */
  readonly channel: string;
  readonly interactionId: string;
}

/**
 * Where people are heard. Never throws: every refusal and failure is a reply that says what to do, and is on the trail
 * where the trail can be written.
 */
export interface CommandService {
  command(ask: Ask): Promise<Reply | FormReply | undefined>;
  press(press: Press): Promise<Reply | undefined>;
  /** What in a form has to be written differently before it is submitted. At once: the person still has the form open. */
  mistakesIn(filled: FilledForm): readonly FormMistake[];
  fill(fill: Fill): Promise<Reply | undefined>;
}

export interface CommandServiceDeps extends InteractionHandlerDeps {
  readonly registry: Registry;
  readonly queries: readonly AnyQuery[];
  readonly queryPorts: QueryPorts;
  readonly submit: (submission: Submission) => Promise<OperationRequest>;
  readonly forms: Forms;
  readonly instantCommands: InstantCommands;
  readonly decide: (verdict: Verdict) => Promise<OperationRequest>;
  readonly cancel: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly resume: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly stop: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly rerunFromStep: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly retireNow: (requestId: string, by: Actor) => Promise<OperationRequest>;
  readonly load: (requestId: string) => Promise<OperationRequest>;
  readonly viewState: Pick<ViewState, "read">;
  /** Whatever is no question waits behind it. */
  readonly gate: Gate;
}

const queryTimeoutMs = 20_000;

export function createCommandService(deps: CommandServiceDeps): CommandService {
  const { registry, queries, queryPorts, forms, instantCommands, gate, now } = deps;
  const heard = createInteractionHandler(deps);

  return {
    command: ({ userId, channel, text, interactionId }) =>
      heard({ kind: "command", userId, interactionId, request: null }, async ({ actor, locale }, note) => {
        const command = parseCommand(text);
        note({ command: isKnown(command) ? command.name : "unknown" });
        const answer = await answerTo(command, actor, channel);
        return "form" in answer ? { ...answer, locale } : { answer, locale };
      }),

    press: ({ userId, action, value, at, interactionId }) =>
      heard(
        { kind: "press", userId, interactionId, request: requestIdPattern.test(value) ? value : null },
        async ({ actor, locale }, note) => {
          note({ action });
          await gate();
          await onItsOwnCard(value, at);
          if (action === "retry") {
            await deps.resume(value, actor);
            return { answer: answerOf(say("desk.resumed", { id: value })), locale };
          }
          if (action === "hasten") {
            await deps.retireNow(value, actor);
            return { answer: answerOf(say("desk.hastened", { id: value })), locale };
          }
          if (action === "redo") {
            await deps.rerunFromStep(value, actor);
            return { answer: answerOf(say("desk.redo-asked", { id: value })), locale };
          }
          if (action === "stop") {
            await deps.stop(value, actor);
            return { answer: answerOf(say("desk.stop-asked", { id: value })), locale };
          }
          return { answer: decisionTaken(await deps.decide({ requestId: value, by: actor, verdict: action })), locale };
        },
      ),

    mistakesIn: (filled) => instantCommands.mistakesIn(filled) ?? forms.mistakesIn(filled),

    fill: ({ userId, channel, command, answers, interactionId }) =>
      heard({ kind: "form", userId, interactionId, request: null }, async ({ actor, locale }) => {
        const done = instantCommands.fill({ command, answers }, actor);
        if (done !== undefined) return { answer: await done, locale };
        await gate();
        const { id, command: canonical } = await forms.submit({ command, answers }, { actor, origin: channel });
        return { answer: answerOf(say("desk.accepted", { id, command: canonical })), locale };
      }),
  };

  /** What was typed in the place of a command may be anything, so the trail gets only names we know. */
  function isKnown({ name }: Command): boolean {
    return queryPorts.commands.some((known) => known.name.split(" ")[0] === name);
  }

  async function answerTo(command: Command, actor: Actor, origin: string): Promise<Answer | OpenForm> {
    const [first, ...rest] = command.words;
    const named = (name: string): AnyQuery | undefined => queries.find((query) => query.name === name);
    const [longer, plain] = [
      named(`${command.name} ${first?.toLowerCase()}`),
      named(command.name === "" ? "help" : command.name),
    ];
    const done = instantCommands.command(command, actor);
    if (done !== undefined) return done;
    if (longer !== undefined) return ask(longer, { ...command, words: rest }, actor);
    if (plain !== undefined) return ask(plain, command, actor);
    if (command.name === cancelCommand.name) {
      const id = parseInput(oneWord(requestIdPattern, say("cancel.usage", {})), command);
      await gate();
      await deps.cancel(id, actor);
      return answerOf(say("desk.cancelled", { id }));
    }
    const operation = registry.get(command.name);
    if (operation !== undefined) await gate();
    if (operation?.form !== undefined) return forms.open(command);
    if (operation !== undefined) {
      const request = await deps.submit({ actor, origin, command });
      return answerOf(say("desk.accepted", { id: request.id, command: request.command }));
    }
    const known = queryPorts.commands.map(({ name }) => name);
    throw new NotFoundError(
      "desk.unknown-command",
      say("desk.unknown-command", { name: command.name, nearest: nearestOf(command.name, known) }),
    );
  }

  function ask(query: AnyQuery, command: Command, actor: Actor): Promise<Answer> {
    return query.answer(parseInput(query.input, command), {
      ports: queryPorts,
      actor,
      nowMs: now(),
      signal: AbortSignal.timeout(queryTimeoutMs),
    });
  }

  /**
   * A button counts only on the card the record knows, as a copy of the card elsewhere is an imitation, or on a Home tab; and beside the
   * plan as it is now, as nobody edits a tab that stays open, and whoever keeps a card from being edited shows an old plan.
   */
  async function onItsOwnCard(value: string, at: Press["at"]): Promise<void> {
    if (!requestIdPattern.test(value)) throw new NotFoundError("desk.no-such-request", say("desk.no-such-request", {}));
    const { id, plan } = await deps.load(value);
    const isHome = !("message" in at);
    if ((isHome || at.digest !== undefined) && plan?.digest !== at.digest)
      throw new ConflictError("desk.other-plan", say("desk.other-plan", { id }));
    if (isHome) return;
    const place = (await deps.viewState.read(id))?.place;
    if (place?.channel !== at.channel || place.message !== at.message)
      throw new ConflictError("desk.other-message", say("desk.other-message", { id }));
  }

  function decisionTaken(request: OperationRequest): Answer {
    const { id, state } = request;
    if (state === "denied") return answerOf(say("desk.denied", { id }));
    const missing = approvalsMissing(request);
    return answerOf(missing === 0 ? say("desk.approved", { id }) : say("desk.approved-more", { id, missing }));
  }
}
