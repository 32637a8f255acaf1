import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.odd.quotes": NoParams;
    "config.odd.invisible": { character: string };
    "config.odd.comment": NoParams;
    "config.odd.unfilled": NoParams;
    "config.odd.lines": NoParams;
  }
}

/** Written by a person or a template, and part of the value for whoever does not take it off. */
const quotes = /^["'`“”‘’„«»]|["'`“”‘’„«»]$/u;
const comment = /\s#/;
const unfilled = /\$\{[^}]*\}|^\$\(?[A-Za-z_][A-Za-z0-9_]*\)?$|^<[^<>]*>$/;
/** What is copied along and cannot be seen: format characters, controls but line feed and tab, odd spaces. */
const invisible = /(?![\t\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2007\u202f]/u;

/**
 * Why a value cannot be meant as it stands, as the rest of a sentence that begins with its variable; `undefined` when nothing speaks
 * against it. Such a value is refused and not mended: what was meant is known only to whoever wrote it.
 * @param value without spaces around it
 */
export function oddityOf(value: string, { hasLines }: { readonly hasLines: boolean }): Sentence | undefined {
  if (quotes.test(value)) return say("config.odd.quotes", {});
  const hidden = invisible.exec(value)?.[0].codePointAt(0);
  if (hidden !== undefined)
    return say("config.odd.invisible", { character: `U+${hidden.toString(16).toUpperCase().padStart(4, "0")}` });
  if (comment.test(value)) return say("config.odd.comment", {});
  if (unfilled.test(value)) return say("config.odd.unfilled", {});
  if (!hasLines && /[\r\n]/.test(value)) return say("config.odd.lines", {});
  return undefined;
}
