import { firstLetters, shortened } from "../domain/cut.ts";

/** Longest text a parameter brings into a sentence, in characters. */
const longest = 500;

/** What cannot be seen or turns the reading direction: controls, bidi and zero-width marks, fillers, unassigned and private letters. */
const unseen =
  /(?:[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|\u034f|[\u115f\u1160]|[\u17b4\u17b5]|[\u180b-\u180f]|\u3164|\uffa0|[\ufe00-\ufe0f])+/gu;

/**
 * Text from outside as one line of visible letters, at most 500 of them. Line breaks and tabs become a space; accents that
 * pile up are cut; backticks become quotes, so that nothing ends a code span.
 */
export function sanitized(text: string, atMost = longest): string {
  const line = firstLetters(text, atMost * 4)
    .replace(/\s+/gu, " ")
    .replace(unseen, "")
    .replace(/(\p{M}{3})\p{M}+/gu, "$1")
    .replaceAll("`", "'")
    .trim();
  return shortened(line, atMost);
}

/** Slack's three special characters: https://docs.slack.dev/messaging/formatting-message-text, "Escaping text" */
export const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
