import type { Actor } from "../domain/actor.ts";
import { type Answer, answerOf } from "../domain/answer.ts";
import { AppError, BusyError, NotAllowedError } from "../domain/errors.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Directory } from "../ports/directory.ts";
import type { IdempotencyClaims } from "../ports/idempotency-claims.ts";
import type { Log } from "../ports/log.ts";
import { createExplain } from "./explain.ts";
import type { Flood } from "./flood.ts";
import type { OpenForm } from "./forms.ts";
import { createOneAfterAnother } from "./one-after-another.ts";

/** One interaction, as far as the trail may know it. */
export interface Interaction {
  readonly kind: "command" | "press" | "form";
  readonly userId: string;
  readonly interactionId: string;
  readonly request: string | null;
}

/** The private answer, with the language its reader reads. */
export interface Reply {
  readonly answer: Answer;
  readonly locale: "en" | "ja";
}

/** A form to show instead of an answer. */
export interface FormReply extends OpenForm {
  readonly locale: "en" | "ja";
}

/** What serving an interaction may put on the trail, should it be refused. */
type Note = (details: { readonly [name: string]: string }) => void;

type Serve<Served> = (by: { readonly actor: Actor; readonly locale: "en" | "ja" }, note: Note) => Promise<Served>;

export interface InteractionHandlerDeps {
  readonly directory: Directory;
  readonly once: IdempotencyClaims;
  readonly audit: Pick<AuditLog, "append">;
  /** Whoever asks more than is taken is counted, not put on the trail one by one. */
  readonly flood: Flood;
  readonly log: Log;
  readonly now: () => number;
  readonly newReference: () => string;
  /** Of the channel, and of people whose own language is not known. */
  readonly locale: "en" | "ja";
}

/** What one person asks for keeps nobody else waiting. */
const atATime = 3;
const rememberInteractionMs = 10 * 60_000;

/**
 * Serves each interaction once: who is it, what do they want; and whatever is refused goes on the trail. Never throws.
 * `undefined`: it was served before.
 */
export function createInteractionHandler({
  directory,
  once,
  audit,
  flood,
  log,
  now,
  newReference,
  locale: channels,
}: InteractionHandlerDeps) {
  const explain = createExplain(newReference);
  const inTurn = createOneAfterAnother(atATime);

  return <Served>(interaction: Interaction, serve: Serve<Served>): Promise<Served | Reply | undefined> =>
    inTurn(interaction.userId, () => hear(interaction, serve));

  async function hear<Served>(interaction: Interaction, serve: Serve<Served>): Promise<Served | Reply | undefined> {
    let locale = channels;
    let details: { readonly [name: string]: string } = {};
    try {
      if (!(await once.claim(`interaction/${interaction.interactionId}`, rememberInteractionMs))) return undefined;
      const actor = await directory.actor(interaction.userId);
      locale = actor.locale ?? channels;
      return await serve({ actor, locale }, (more) => {
        details = { ...details, ...more };
      });
    } catch (error) {
      return { answer: await refusal(interaction, error, details), locale };
    }
  }

  async function refusal(
    { kind, userId, request }: Interaction,
    error: unknown,
    details: { readonly [name: string]: string },
  ): Promise<Answer> {
    const { because, fields } = explain(error);
    if (!(error instanceof AppError)) {
      log.error(fields, "an interaction failed unexpectedly");
      return answerOf(because);
    }
    log.info(
      { kind, user: userId, requestId: request, code: error.code, refused: error instanceof NotAllowedError },
      "an interaction was refused",
    );
    if (error instanceof BusyError) {
      flood.refused(userId);
      return answerOf(error.sentence);
    }
    const event = {
      atMs: now(),
      actor: `user:${userId}`,
      action: `${kind}.refused`,
      request,
      details: { ...details, code: error.code, because: error.sentence },
    } as const;
    await audit.append([event]).catch(() => log.warn({ kind, code: error.code }, "a refusal could not be put on the trail"));
    return answerOf(error.sentence);
  }
}
