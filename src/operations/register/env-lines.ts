import { Secret } from "../../domain/secret.ts";
import type { SecretFields } from "../../domain/secret-submission.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { fieldName, most } from "./kinds.ts";
import { type Around, readValue, type TakenOff, withoutQuotes } from "./read-value.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.lines-malformed": { line: number };
    "register.lines-twice": { name: string };
    "register.lines-many": { max: number };
    "register.lines-quotes": { line: number };
    "register.lines-escape": { line: number };
    "register.lines-comment": { line: number };
  }
}

type Lines = { readonly fields: SecretFields; readonly takenOff: TakenOff } | { readonly because: Sentence };

/**
 * `NAME=value`, one a line, as it stands in an `.env` file or in a shell's: with `export`, in quotes, with a comment. Empty lines and
 * lines that begin with `#` do not count. Where programs read a line differently, it is refused: nobody could see what was meant.
 */
export function envLines(text: string): Lines {
  const fields = new Map<string, Secret>();
  const takenOff: TakenOff = {};
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const [, name, rest] = /^\s*(?:export\s+)?([^=\s]+)[ \t]*=(.*)$/u.exec(line) ?? [];
    if (name === undefined || rest === undefined || !fieldName.test(name))
      return { because: say("register.lines-malformed", { line: at + 1 }) };
    if (fields.has(name)) return { because: say("register.lines-twice", { name }) };
    if (fields.size >= most.fields) return { because: say("register.lines-many", { max: most.fields }) };
    const found = valueIn(rest.replace(/^[ \t]+|[ \t]+$/g, ""), at + 1);
    if ("because" in found) return found;
    const read = found.isQuoted ? readQuoted(name, found.value) : readValue("free", name, found.value);
    if ("because" in read) return read;
    fields.set(name, new Secret(read.value));
    for (const each of [...found.around, ...read.around]) takenOff[each] = [...(takenOff[each] ?? []), name];
  }
  return { fields, takenOff };
}

/** Quotes were taken off already; what is inside keeps its own. */
function readQuoted(name: string, value: string): ReturnType<typeof readValue> {
  const read = readValue("free", name, `"${value}"`);
  return "because" in read ? read : { value: read.value, around: [] };
}

type Found =
  | { readonly value: string; readonly isQuoted: boolean; readonly around: readonly Around[] }
  | { readonly because: Sentence };

function valueIn(text: string, line: number): Found {
  const [quoted = text, comment] = /^(["'`]).*\1(?=\s+#|$)/u.test(text) ? text.split(/(?<=["'`])\s+(?=#)/u, 2) : [];
  const inner = withoutQuotes(quoted);
  if (inner === undefined) {
    if (/^["'`]/.test(text)) return { because: say("register.lines-quotes", { line }) };
    if (/\s#/u.test(text)) return { because: say("register.lines-comment", { line }) };
    return { value: text, isQuoted: false, around: [] };
  }
  if (inner.includes(quoted[0] ?? "")) return { because: say("register.lines-quotes", { line }) };
  if (quoted.startsWith('"') && /\\[nrt"\\$]/.test(inner)) return { because: say("register.lines-escape", { line }) };
  return { value: inner, isQuoted: true, around: ["quotes", ...(comment === undefined ? [] : (["comment"] as const))] };
}
