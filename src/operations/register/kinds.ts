import { type EntryPath, isStaging } from "../../domain/entry-path.ts";

/** What kind of value lives at a path; the path alone decides. */
export type Kind = "exchange" | "database" | "signing-key" | "docker" | "free";

/** Names of the fields a kind must have, no more and no fewer; `null`: any. Names as consumers read them from Vault. */
export const fieldsOf = {
  exchange: ["api_key", "secret_key"],
  database: ["username", "password"],
  "signing-key": ["SIGNING_KEY"],
  docker: ["username", "password"],
  free: null,
} as const satisfies { readonly [K in Kind]: readonly string[] | null };

/** Fields that may come beside those: public halves, which are compared with the secret ones and kept. */
export const publicHalfOf: { readonly [K in Kind]?: string } = { exchange: "public_key", "signing-key": "PUBLIC_KEY" };

/** The path within its side, production or staging. */
const within = (path: EntryPath): readonly string[] => (isStaging(path) ? path.split("/").slice(1) : path.split("/"));

/** `binance/key2` → `binance`, when it is configured; `undefined` for anything that is no exchange's. */
export function exchangeOf(path: EntryPath, exchanges: ReadonlyMap<string, unknown>): string | undefined {
  const [first] = within(path);
  return first !== undefined && exchanges.has(first) ? first : undefined;
}

export function kindOf(path: EntryPath, exchanges: ReadonlyMap<string, unknown>): Kind {
  if (exchangeOf(path, exchanges) !== undefined) return "exchange";
  if (path === "docker") return "docker"; // the one login that CI has: not below it, and not in staging
  switch (within(path)[0]) {
    case "db":
      return "database";
    case "release":
      return "signing-key";
    default:
      return "free";
  }
}

/** A name that can become an environment variable or a field of a template. */
export const fieldName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** As many values as one entry may hold, and as large as one may be. */
export const most = { fields: 32, valueBytes: 64 * 1024 } as const;

/**
 * What a login to a registry of images looks like. Between its halves HTTP's Basic scheme puts a colon, so none may be in the name
 * (https://www.rfc-editor.org/rfc/rfc7617#section-2). Names as different as `acme`, `robot$ci`, `_json_key` and a UUID are in use; a
 * password may be a token of some thousand characters. A line break at the end is a file's, not the password's.
 */
export const loginShape: { readonly [field: string]: RegExp } = {
  username: /^[\x21-\x39\x3b-\x7e]{1,255}$/,
  password: /^(?! )[^\p{Cc}]{1,8192}(?<! )$/u,
};
