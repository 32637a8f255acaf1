import type { Sentence, SentenceParam } from "../../domain/sentence.ts";
import { en } from "./en.ts";
import { createFormat, type Format, type Medium } from "./format.ts";
import { escaped, visible } from "./inert.ts";
import { ja } from "./ja.ts";
import type { Phrases } from "./locale.ts";

export type Language = "en" | "ja";

/** Says sentences in one language. Total: a stored sentence that nobody knows any more is said as its key. */
export interface Speaker {
  /** For Slack's `mrkdwn`: parameters are escaped, mentions and code spans are made by us alone. */
  mrkdwn(sentence: Sentence): string;
  /** For Slack's `plain_text`, logs and terminals. */
  plain(sentence: Sentence): string;
}

export type Speakers = { readonly [L in Language]: Speaker };

/** @param timezone IANA name, e.g. `Asia/Tokyo` */
export function createSpeakers(timezone: string): Speakers {
  const speaker = (language: Language, phrases: Phrases): Speaker => {
    const say = (medium: Medium): ((sentence: Sentence) => string) => {
      const format = createFormat({ language, timezone, medium });
      const tame = medium === "mrkdwn" ? (text: string) => escaped(visible(text)) : (text: string) => visible(text);
      return (sentence) => render(sentence, { phrases, format, tame }, 0);
    };
    return { mrkdwn: say("mrkdwn"), plain: say("plain") };
  };
  return { en: speaker("en", en), ja: speaker("ja", ja) };
}

interface Voice {
  readonly phrases: Phrases;
  readonly format: Format;
  readonly tame: (text: string) => string;
}

const deepest = 5;
const longestList = 50;

function render(sentence: Sentence, voice: Voice, depth: number): string {
  const { phrases, format, tame } = voice;
  const key = tame(String(sentence.key));
  const phrase = Object.hasOwn(phrases, sentence.key) ? phrases[sentence.key] : undefined;
  if (phrase === undefined || depth > deepest) return key;
  const rendered = (param: SentenceParam): string | number | readonly string[] => {
    if (typeof param === "number") return param;
    if (typeof param === "string") return tame(param);
    if ("key" in param) return render(param, voice, depth + 1);
    return param.slice(0, longestList).map((item) => tame(String(item)));
  };
  try {
    return phrase(Object.fromEntries(Object.entries(sentence.params).map(([name, value]) => [name, rendered(value)])), format);
  } catch {
    return key; // its parameters are not what they are today
  }
}
