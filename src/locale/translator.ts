import type { Sentence, SentenceParam } from "../domain/sentence.ts";
import { en } from "./en.ts";
import { createFormat, type Format, type Medium } from "./format.ts";
import { ja } from "./ja.ts";
import type { Phrases } from "./locale.ts";
import { escaped, sanitized } from "./sanitize.ts";

export type Language = "en" | "ja";

/** Says sentences in one language. Total: a stored sentence that nobody knows any more is said as its key. */
export interface Translator {
  /** For Slack's `mrkdwn`: parameters are escaped, mentions and code spans are made by us alone. */
  mrkdwn(sentence: Sentence): string;
  /** For Slack's `plain_text`, logs and terminals. */
  plain(sentence: Sentence): string;
}

export type Translators = { readonly [L in Language]: Translator };

/** @param timezone IANA name, e.g. `Asia/Tokyo` */
export function createTranslators(timezone: string): Translators {
  const translator = (language: Language, phrases: Phrases): Translator => {
    const say = (medium: Medium): ((sentence: Sentence) => string) => {
      const format = createFormat({ language, timezone, medium });
      const sanitize = medium === "mrkdwn" ? (text: string) => escaped(sanitized(text)) : (text: string) => sanitized(text);
      return (sentence) => render(sentence, { phrases, format, sanitize }, 0);
    };
    return { mrkdwn: say("mrkdwn"), plain: say("plain") };
  };
  return { en: translator("en", en), ja: translator("ja", ja) };
}

interface Voice {
  readonly phrases: Phrases;
  readonly format: Format;
  readonly sanitize: (text: string) => string;
}

const deepest = 5;
const longestList = 50;

function render(sentence: Sentence, voice: Voice, depth: number): string {
  const { phrases, format, sanitize } = voice;
  const key = sanitize(String(sentence.key));
  const phrase = Object.hasOwn(phrases, sentence.key) ? phrases[sentence.key] : undefined;
  if (phrase === undefined || depth > deepest) return key;
  const rendered = (param: SentenceParam): string | number | readonly string[] => {
    if (typeof param === "number") return param;
    if (typeof param === "string") return sanitize(param);
    if ("key" in param) return render(param, voice, depth + 1);
    return param.slice(0, longestList).map((item) => sanitize(String(item)));
  };
  try {
    return phrase(Object.fromEntries(Object.entries(sentence.params).map(([name, value]) => [name, rendered(value)])), format);
  } catch {
    return key; // its parameters are not what they are today
  }
}
