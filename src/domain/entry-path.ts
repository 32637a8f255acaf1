import { z } from "zod";
import { type Sentence, say, sentenceIssue } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "entry.bad-path": NoParams;
  }
}

const segment = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
const longest = 200;
const deepest = 5;

/** Whether a text is the path of an entry as it stands: nothing about it has to be tidied. */
export function isEntryPath(text: string): boolean {
  const segments = text.split("/");
  const isLegal = (name: string): boolean => segment.test(name) && !name.includes("..");
  return text.length <= longest && segments.length <= deepest && segments.every(isLegal);
}

/**
 * Where a value lives below `<kvMount>/<kvBase>/`, such as `binance/key2` or `staging/db`: small letters, at most five
 * segments, none of them `.` or `..`. Capitals and slashes at the ends are forgiven; what is refused is not repeated.
 */
export const EntryPath = z.string().transform((text, context) => {
  const path = text.length > longest ? text : withoutOuterSlashes(text.trim().toLowerCase());
  if (!isEntryPath(path)) context.addIssue(sentenceIssue(say("entry.bad-path", {})));
  return path;
});
export type EntryPath = z.infer<typeof EntryPath>;

/** The path a person typed, or what to type instead. */
export const readEntryPath = (word: string): EntryPath | Sentence => EntryPath.safeParse(word).data ?? say("entry.bad-path", {});

const withoutOuterSlashes = (text: string): string => text.replace(/^\/+/, "").replace(/\/+$/, "");

/** Staging lives in a folder of its own, and nothing crosses it. */
export const isStaging = (path: EntryPath): boolean => path === "staging" || path.startsWith("staging/");
