import { createHash } from "node:crypto";
import { canonicalize } from "json-canonicalize";
import { z } from "zod";
import { InputError } from "./errors.ts";
import { say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "json.half-a-character": NoParams;
  }
}

/** Plain data: what may be stored, hashed and compared. A `Secret` is not assignable to it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** `Json` where stored data is read back. */
export const StoredJson: z.ZodType<Json> = z.json();

/**
 * RFC 8785 canonical JSON: equal data always gives equal text.
 * @throws InputError where a text holds half a character: RFC 8785, 3.2.2.2 asks for that, and other readers of JSON refuse it
 */
export function canonicalJson(value: Json): string {
  const text = canonicalJsonAsStored(value);
  if (halfCharacter.test(text)) throw new InputError("json.half-a-character", say("json.half-a-character", {}));
  return text;
}

/** For what may have been stored before half characters were refused: to compare it and to check its hash, never to write it. */
export const canonicalJsonAsStored = (value: Json): string => canonicalize(value);

/**
 * SHA-256 of the canonical JSON, 64 lower-case hex digits.
 * @throws InputError as `canonicalJson`
 */
export const digestOf = (value: Json): string => sha256(canonicalJson(value));

/** As `digestOf`, for what may have been stored before half characters were refused. */
export const digestAsStored = (value: Json): string => sha256(canonicalJsonAsStored(value));

/** What another system sent, with U+FFFD for every half of a character, as a reader of its bytes would put it. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name.toWellFormed(), wellFormed(each)]));
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** JSON writes whole characters as they are, and half of one as an escape; `\\ud83d` is a backslash and five letters. */
const halfCharacter = /(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/;

/** Of more digits than these, JavaScript may know another number than was written. */
const exact = /^-?(?=[\d.]{1,16}$)\d{1,15}(?:\.\d{1,15})?$/;

/** A text as it is, a boolean and a number as JSON writes them; `undefined` for all else, and for a number that may have been another. */
export function textOfScalar(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return typeof value === "number" && exact.test(String(value)) ? String(value) : undefined;
}
