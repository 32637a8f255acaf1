import type { Sentence } from "../../domain/sentence.ts";
import type { Speaker } from "../locale/speaker.ts";
import { bounded, type Message, mrkdwn } from "./bounded.ts";

/** One sentence as a message: private words, and alarms to the channel. */
export function notice(sentence: Sentence, speaker: Speaker): Message {
  const text = speaker.mrkdwn(sentence);
  return bounded(text, [{ type: "section", text: mrkdwn(text) }]);
}
