import { dayMs, type ExpiryItem } from "../../src/domain/expiry.ts";
import { noon } from "./builders.ts";

/** A value that ends in ten days, unless a story wants something else. */
export const anItem = (changes: Partial<ExpiryItem> = {}): ExpiryItem => ({
  kind: "value",
  name: "bybit",
  owner: "trading desk",
  expiresAtMs: noon + 10 * dayMs,
  issuedAtMs: noon - 20 * dayMs,
  mayBeEndless: true,
  basis: "end",
  renewal: { verb: "register", target: "bybit" },
  note: null,
  ...changes,
});

/** A SecretID that ends in 80 days. */
export const aSecretId = (changes: Partial<ExpiryItem> = {}): ExpiryItem =>
  anItem({
    kind: "secret-id",
    name: "profinaut-db/1a2b3c4d",
    owner: null,
    expiresAtMs: noon + 80 * dayMs,
    mayBeEndless: false,
    renewal: { verb: "rotate", target: "profinaut-db" },
    ...changes,
  });
