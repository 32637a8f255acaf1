import { answerOf } from "../domain/answer.ts";
import { say } from "../domain/sentence.ts";
import type { Translator } from "../locale/translator.ts";
import { answerMessage } from "./messages/answer.ts";
import type { Message } from "./messages/bounded.ts";
import type { Addressee } from "./respond.ts";
import { OddFormPayload } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "slack.form-unreadable": NoParams;
  }
}

/** How somebody hears that their form could not be read: at a field, where it then stays open, or else by a message. */
export type UnreadableForm =
  | { readonly errors: Readonly<Record<string, string>> }
  | { readonly errors: undefined; readonly to: Addressee | undefined; readonly message: Message };

export function unreadableForm(body: unknown, translator: Translator): UnreadableForm {
  const { user, view } = OddFormPayload.safeParse(body).data ?? {};
  const [field] = Object.keys(view?.state.values ?? {});
  const because = say("slack.form-unreadable", {});
  if (field !== undefined) return { errors: { [field]: translator.plain(because) } };
  const to = user ? { userId: user.id, channel: user.id, responseUrl: null } : undefined;
  return { errors: undefined, to, message: answerMessage(answerOf(because), translator) };
}
