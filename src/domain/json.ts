import { createHash } from "node:crypto";
import { canonicalize } from "json-canonicalize";
import { z } from "zod";

/** Plain data: what may be stored, hashed and compared. A `Secret` is not assignable to it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** `Json` where stored data is read back. */
export const StoredJson: z.ZodType<Json> = z.json();

/** RFC 8785 canonical JSON: equal data always gives equal text. */
export const canonicalJson = (value: Json): string => canonicalize(value);

/** SHA-256 of the canonical JSON, 64 lower-case hex digits. */
export const digestOf = (value: Json): string => createHash("sha256").update(canonicalJson(value)).digest("hex");
