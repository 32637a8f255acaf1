import { z } from "zod";
import { readPrivateKey } from "../../domain/private-key.ts";
import { readPublicHalf } from "../../domain/public-half.ts";
import { Secret } from "../../domain/secret.ts";
import type { SecretFields } from "../../domain/secret-submission.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { type Kind, loginShape, publicHalfOf } from "./kinds.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.value-shape": { name: string };
    "register.value-line": { name: string };
    "register.value-empty": { name: string };
    "register.value-blanks": { name: string };
    "register.value-several-lines": { name: string };
    "register.value-invisible": { name: string; character: string; position: number };
    "register.login-shape": { name: string };
  }
}

/** What was around a value and is no part of it: a file's last line break, blanks, a pair of quotes, a comment of its line. */
export type Around = keyof TakenOff;

/** A value as it is kept, or what to hand in instead. */
export type ReadValue = { readonly value: string; readonly around: readonly Around[] } | { readonly because: Sentence };

/** What was taken off, for the card: names of fields by what was around them. */
export const TakenOff = z.partialRecord(z.enum(["line-break", "blanks", "quotes", "comment"]), z.array(z.string()));
export type TakenOff = z.infer<typeof TakenOff>;

/** Pairs as keyboards, files and phones write them. */
const pairs: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["“", "”"],
  ["‘", "’"],
];
/** Nobody sees these, or takes them for a blank: https://www.unicode.org/reports/tr44/#General_Category_Values */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;
/** In a text of several lines a tab is at home, and so is the glue of some scripts. */
const brokenText = /[^\P{Cc}\t\r\n]|[\p{Cs}\uFEFF]/u;
/** Keys of exchanges have no blanks and quotes and are not short, except for private keys that their owner made. */
const keyShape = /^[!#-&(-_a-~]{8,512}$/;
/** A line of an `.env` file; what stands before the `=` of base64 has no underscore. */
const wholeLine = /^(?:export\s+)?[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+=./;
/** What has one line, whatever the exchange or database. A registry's login is looked at whole. */
const hasOneLine = (kind: Kind): boolean => kind === "exchange" || kind === "database" || kind === "docker";

/**
 * Reads one value as it was handed in, in whichever way. It is read once: what is inside of a pair of quotes may have quotes of its own.
 */
export function readValue(kind: Kind, name: string, text: string): ReadValue {
  if (kind === "signing-key") return { value: text, around: [] };
  if (name === publicHalfOf[kind]) {
    const half = readPublicHalf(text);
    return "because" in half ? half : { value: half.pem, around: [] };
  }
  const key = kind === "exchange" && name === "secret_key" ? readPrivateKey(text) : undefined;
  if (key !== undefined) return "because" in key ? key : { value: key.pem, around: [] };
  const line = text.replace(/(?:\r?\n)+$/, "");
  if (/[\r\n]/.test(line)) return severalLines(kind, name, text);
  const { value, around } = bare(line, { isPassword: hasOneLine(kind) && name === "password" });
  return mistakeIn(kind, name, value, around) ?? { value, around: line === text ? around : ["line-break", ...around] };
}

/** Blanks of a password may be meant: they are not taken off, and refused below. */
function bare(line: string, { isPassword }: { readonly isPassword: boolean }): { value: string; around: readonly Around[] } {
  const trimmed = isPassword ? line : line.trim();
  const blanks: readonly Around[] = trimmed === line ? [] : ["blanks"];
  const inner = withoutQuotes(trimmed);
  return inner === undefined ? { value: trimmed, around: blanks } : { value: inner, around: [...blanks, "quotes"] };
}

/** What is inside of one matching pair of quotes; `undefined` without one. */
export function withoutQuotes(text: string): string | undefined {
  const pair = pairs.find(([open, close]) => text.length >= 2 && text.startsWith(open) && text.endsWith(close));
  return pair && text.slice(pair[0].length, text.lastIndexOf(pair[1]));
}

function mistakeIn(
  kind: Kind,
  name: string,
  value: string,
  around: readonly Around[],
): { readonly because: Sentence } | undefined {
  if (value === "") return { because: say("register.value-empty", { name }) };
  const position = [...value].findIndex((character) => invisible.test(character) && !(kind === "free" && character === "\t"));
  if (position !== -1) return { because: seen(name, value, position) };
  if (hasOneLine(kind) && wholeLine.test(value)) return { because: say("register.value-line", { name }) };
  if (kind === "exchange" && !keyShape.test(value)) return { because: say("register.value-shape", { name }) };
  if (kind === "docker" && loginShape[name]?.test(value) === false) return { because: say("register.login-shape", { name }) };
  if (kind === "database" && value !== value.trim() && !around.includes("quotes"))
    return { because: say("register.value-blanks", { name }) };
  return undefined;
}

function severalLines(kind: Kind, name: string, text: string): ReadValue {
  if (hasOneLine(kind)) return { because: say("register.value-several-lines", { name }) };
  const position = [...text].findIndex((character) => brokenText.test(character));
  return position === -1 ? { value: text, around: [] } : { because: seen(name, text, position) };
}

function seen(name: string, value: string, position: number): Sentence {
  const code = ([...value][position] ?? "").codePointAt(0) ?? 0;
  const character = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return say("register.value-invisible", { name, character, position: position + 1 });
}

/** All values of an entry; the first mistake there is says whose it is. */
export function readFields(
  kind: Kind,
  fields: SecretFields,
): { readonly fields: SecretFields; readonly takenOff: TakenOff } | { readonly field: string; readonly because: Sentence } {
  const read = new Map<string, Secret>();
  const takenOff: TakenOff = {};
  for (const [name, secret] of fields) {
    const found = readValue(kind, name, secret.reveal());
    if ("because" in found) return { field: name, because: found.because };
    read.set(name, new Secret(found.value));
    for (const each of found.around) takenOff[each] = [...(takenOff[each] ?? []), name];
  }
  return { fields: read, takenOff };
}
