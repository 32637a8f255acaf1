import type { InputBlock, ModalView } from "@slack/types";
import type { OpenForm } from "../../app/forms.ts";
import type { FormField } from "../../domain/form.ts";
import { say } from "../../domain/sentence.ts";
import type { Language, Translator } from "../../locale/translator.ts";
import { mrkdwn, plain } from "./bounded.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "form.submit": NoParams;
    "form.close": NoParams;
  }
}

/** Callback id of every form; which one it is says the command in its metadata. */
export const formCallback = "profinaut.form";

/** What a form carries through Slack and back. Nothing secret, and trusted for nothing: it is parsed again. */
export interface FormMetadata {
  readonly command: string;
  /** Where the command was typed, for the private answer. */
  readonly channel: string;
  readonly locale: Language;
}

/** Action ids of a form's inputs; what comes from `secret` is never kept as text. */
export const inputIds = { text: "text", secret: "secret" } as const;

/** https://docs.slack.dev/reference/views/modal-views and /reference/block-kit/block-elements/plain-text-input-element */
const limits = { title: 24, label: 2_000, hint: 2_000 } as const;

/** As many characters as Slack takes in one field of a form. */
export const longestInput = 3_000;

export function formView({ form, command }: OpenForm, at: Omit<FormMetadata, "command">, translator: Translator): ModalView {
  return {
    type: "modal",
    callback_id: formCallback,
    private_metadata: JSON.stringify({ command, ...at } satisfies FormMetadata),
    title: plain(translator.plain(form.title), limits.title),
    submit: plain(translator.plain(form.submit ?? say("form.submit", {})), limits.title),
    close: plain(translator.plain(say("form.close", {})), limits.title),
    blocks: [
      ...form.intro.map((sentence) => ({ type: "section", text: mrkdwn(translator.mrkdwn(sentence)) }) as const),
      ...form.fields.map((field) => input(field, translator)),
    ],
  };
}

const input = (field: FormField, translator: Translator): InputBlock => ({
  type: "input",
  block_id: field.id,
  optional: field.isOptional,
  label: plain(translator.plain(field.label), limits.label),
  hint: plain(translator.plain(field.hint), limits.hint),
  element:
    field.kind === "date"
      ? { type: "datepicker", action_id: inputIds.text }
      : {
          type: "plain_text_input",
          action_id: field.kind === "secret" || field.kind === "secret-lines" ? inputIds.secret : inputIds.text,
          multiline: field.kind === "lines" || field.kind === "secret-lines",
          max_length: longestInput,
        },
});
