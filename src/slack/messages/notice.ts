import type { AnswerAction } from "../../domain/answer.ts";
import type { Sentence } from "../../domain/sentence.ts";
import type { Translator } from "../../locale/translator.ts";
import { askButton } from "./ask-button.ts";
import { bounded, type Message, mrkdwn } from "./bounded.ts";

/** One sentence as a message: notifications, and alarms to the channel. */
export function notice(sentence: Sentence, translator: Translator, action?: AnswerAction, block?: string): Message {
  const text = translator.mrkdwn(sentence);
  const foot = action === undefined ? [] : [askButton(action, translator)];
  return bounded(text, [{ type: "section", text: mrkdwn(text), ...(block === undefined ? {} : { block_id: block }) }], { foot });
}
