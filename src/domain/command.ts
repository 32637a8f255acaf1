import { InputError } from "./errors.ts";
import { secretIn } from "./secret-shape.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "command.too-long": { max: number };
    "command.secret": { what: Sentence };
  }
}

/** What was typed after the name of the command: words in order, and `--flags` without their dashes. */
export interface CommandWords {
  readonly words: readonly string[];
  readonly flags: readonly string[];
}

/** `rotate profinaut-db --leaked laptop lost` → name `rotate`, three words, one flag. */
export interface Command extends CommandWords {
  /** Lower case; empty when nothing was typed. */
  readonly name: string;
}

const maxLength = 500;

/** Phones and Word turn plain quotes and double dashes into typography; undo that, and drop what cannot be seen. */
const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\u2018\u2019\u201a\u201b]/g, "'")
    .replace(/[\u201c\u201d\u201e\u201f]/g, '"')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, " ");

/**
 * Reads what was typed after `/profinaut`. Total for any text; refuses only what is too long or holds something that
 * looks like a secret, which is then neither stored nor echoed. Both are asked of the canonical text too: that is what is kept.
 * @throws InputError
 */
export function parseCommand(text: string): Command {
  if (text.length > maxLength * 4) throw tooLong();
  const tidy = plain(text);
  const tokens = tidy
    .split(/\s+/u)
    .map((token) => dashed(unquote(token)))
    .filter((token) => token !== "");
  const isFlag = (token: string): boolean => /^--[\p{L}\p{N}]/u.test(token);
  const [name = "", ...rest] = tokens.filter((token) => !isFlag(token));
  const command = { name: lower(name), words: rest, flags: tokens.filter(isFlag).map((token) => lower(token.slice(2))) };
  const canonical = formatCommand(command);
  const what = secretIn(tidy) ?? (canonical === tidy ? undefined : secretIn(canonical));
  if (what !== undefined) throw secretTyped(what);
  if (canonical.length > maxLength) throw tooLong();
  return command;
}

/** The answer to a credential in a text: nothing of it is repeated. */
export const secretTyped = (what: Sentence): InputError => new InputError("command.secret", say("command.secret", { what }));

const tooLong = (): InputError => new InputError("command.too-long", say("command.too-long", { max: maxLength }));

/** Quotes around a whole word mean nothing here. */
const unquote = (token: string): string => token.replace(/^["'`]+|["'`]+$/g, "");

/** One long dash before a letter was two short ones. */
const dashed = (token: string): string => token.replace(/^[\u2012-\u2015\u2212](?=\p{L})/u, "--");

/** Lower-casing can leave a letter and its accent apart, which typing them again would not. */
const lower = (text: string): string => text.toLowerCase().normalize("NFKC");

/** The canonical text of a command; `parseCommand(formatCommand(c))` is `c`. */
export const formatCommand = ({ name, words, flags }: Command): string =>
  [name, ...words, ...flags.map((flag) => `--${flag}`)].join(" ");
