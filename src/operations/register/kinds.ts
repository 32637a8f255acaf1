import { type EntryPath, isStaging } from "../../domain/entry-path.ts";

/** What kind of value lives at a path; the path alone decides. */
export type Kind = "exchange" | "database" | "signing-key" | "free";

/** Names of the fields a kind must have, no more and no fewer; `null`: any. Names as consumers read them from Vault. */
export const fieldsOf = {
  exchange: ["api_key", "secret_key"],
  database: ["username", "password"],
  "signing-key": ["SIGNING_KEY"],
  free: null,
} as const satisfies { readonly [K in Kind]: readonly string[] | null };

/** The path within its side, production or staging. */
const within = (path: EntryPath): readonly string[] => (isStaging(path) ? path.split("/").slice(1) : path.split("/"));

/** `binance/key2` → `binance`, when it is configured; `undefined` for anything that is no exchange's. */
export function exchangeOf(path: EntryPath, exchanges: ReadonlyMap<string, unknown>): string | undefined {
  const [first] = within(path);
  return first !== undefined && exchanges.has(first) ? first : undefined;
}

export function kindOf(path: EntryPath, exchanges: ReadonlyMap<string, unknown>): Kind {
  if (exchangeOf(path, exchanges) !== undefined) return "exchange";
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
