import type { z } from "zod";
import type { Actor } from "../../domain/actor.ts";
import { answerOf } from "../../domain/answer.ts";
import type { ApprovalPolicy } from "../../domain/approval.ts";
import { Words } from "../../domain/arguments.ts";
import type { CommandWords } from "../../domain/command.ts";
import { codeOf, continuationEvent, continuationStatement, type Loss } from "../../domain/continuation.ts";
import { ConflictError, NotAllowedError } from "../../domain/errors.ts";
import type { FormMistake } from "../../domain/form.ts";
import type { InstantCommand, InstantCommandForm } from "../../domain/instant-command.ts";
import type { CommandInfo } from "../../domain/query.ts";
import { looksLikeSecret } from "../../domain/secret-shape.ts";
import { say, sentenceIssue } from "../../domain/sentence.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Directory } from "../../ports/directory.ts";
import type { DecisionSigner } from "../../ports/signing-keys.ts";
import type { Objection, Standing } from "../../ports/standing.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "continue.summary": NoParams;
    "continue.usage": NoParams;
    "continue.nothing": NoParams;
    "continue.not-yet": { because: Sentence };
    "continue.not-allowed": NoParams;
    "continue.other-code": { code: string };
    "continue.done": { seq: number };
    "continue.button": NoParams;
    "continue.form-title": NoParams;
    "continue.form-lost": { because: Sentence };
    "continue.form-from": { seq: number };
    "continue.form-dead": NoParams;
    "continue.form-first": NoParams;
    "continue.form-code": { code: string };
    "continue.field.code": NoParams;
    "continue.field.code-hint": { code: string };
    "continue.field.reason": NoParams;
    "continue.field.reason-hint": NoParams;
    "continue.reason-missing": NoParams;
    "continue.reason-secret": NoParams;
  }
}

export const continueCommand: CommandInfo = {
  name: "continue",
  usage: "",
  summary: say("continue.summary", {}),
  examples: ["continue"],
  approval: false,
};

interface ContinueInput {
  /** As the form showed it; empty: nothing was shown yet. */
  readonly code: string;
  readonly reason: string;
}

const longestReason = 300;

const Input: z.ZodType<ContinueInput, CommandWords> = Words.transform(({ words, flags }, context) => {
  if (words.length + flags.length > 0) context.addIssue(sentenceIssue(say("continue.usage", {})));
  return { code: "", reason: "" };
});

export interface ContinueDeps {
  readonly standing: Standing;
  readonly directory: Pick<Directory, "approvers">;
  /** Who may approve where nothing else is said. */
  readonly policy: ApprovalPolicy;
  readonly signer: DecisionSigner;
  readonly audit: Pick<AuditLog, "continueFrom">;
}

/** Lets the audit log go on although some of it is lost: one named person's signed word, on the log. The worker takes it up. */
export function createContinue({ standing, directory, policy, signer, audit }: ContinueDeps): InstantCommand<ContinueInput> {
  const form: InstantCommandForm<ContinueInput> = {
    ask: () => {
      const { because, loss } = standing.found() ?? {};
      if (because === undefined || loss === undefined) return undefined;
      const code = codeOf(loss);
      return {
        title: say("continue.form-title", {}),
        submit: say("continue.button", {}),
        intro: [
          say("continue.form-lost", { because }),
          say("continue.form-first", {}),
          say("continue.form-from", { seq: loss.from.seq }),
          say("continue.form-dead", {}),
          say("continue.form-code", { code }),
        ],
        fields: [
          {
            id: "code",
            kind: "text",
            label: say("continue.field.code", {}),
            hint: say("continue.field.code-hint", { code }),
            isOptional: false,
          },
          {
            id: "reason",
            kind: "text",
            label: say("continue.field.reason", {}),
            hint: say("continue.field.reason-hint", {}),
            isOptional: false,
          },
        ],
      };
    },

    fill: (_, { texts }) => {
      const code = (texts.get("code") ?? "").trim().toLowerCase();
      const reason = (texts.get("reason") ?? "").split(/\s+/).join(" ").trim();
      const { loss } = standing.found() ?? {};
      const mistakes: FormMistake[] = [
        ...(loss !== undefined && code !== codeOf(loss)
          ? [{ field: "code", because: say("continue.other-code", { code: codeOf(loss) }) }]
          : []),
        ...(reason === "" ? [{ field: "reason", because: say("continue.reason-missing", {}) }] : []),
        ...(looksLikeSecret(reason) ? [{ field: "reason", because: say("continue.reason-secret", {}) }] : []),
        ...(reason.length > longestReason
          ? [{ field: "reason", because: say("command.reason-too-long", { max: longestReason }) }]
          : []),
      ];
      return mistakes.length > 0 ? { mistakes } : { input: { code, reason } };
    },
  };

  return {
    info: continueCommand,
    input: Input,
    words: () => ({ words: [], flags: [] }),
    form,
    isReadOnlyToo: true,
    act: async ({ code, reason }, { actor, nowMs, signal }) => {
      await requireApprover(actor);
      await standing.objection({ isFresh: true });
      const loss = lossIn(standing.found());
      const current = codeOf(loss);
      if (code !== current) throw new ConflictError("continue.other-code", say("continue.other-code", { code: current }));
      const said = { ...loss, by: actor.userId, atMs: nowMs, reason };
      const signature = await signer.sign(continuationStatement(said), signal);
      await audit.continueFrom(loss.from, continuationEvent({ ...said, ...signature }));
      await standing.objection({ isFresh: true });
      return answerOf(say("continue.done", { seq: loss.from.seq }));
    },
  };

  async function requireApprover({ userId }: Actor): Promise<void> {
    if (!(await directory.approvers(policy)).has(userId))
      throw new NotAllowedError("continue.not-allowed", say("continue.not-allowed", {}));
  }
}

function lossIn(found: Objection | undefined): Loss {
  if (found === undefined) throw new ConflictError("continue.nothing", say("continue.nothing", {}));
  if (found.loss === undefined) throw new ConflictError("continue.not-yet", say("continue.not-yet", { because: found.because }));
  return found.loss;
}
