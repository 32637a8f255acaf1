import type { SecretFields } from "./handed-in.ts";

/** Whether two entries hold the same key of an exchange, both halves of it. */
export const isSameKey = (one: SecretFields | null | undefined, other: SecretFields | null | undefined): boolean =>
  ["api_key", "secret_key"].every((name) => one?.get(name)?.reveal() === other?.get(name)?.reveal());
