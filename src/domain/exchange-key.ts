import { lastLetters } from "./cut.ts";
import type { SecretFields } from "./secret-submission.ts";

/** Whether two entries hold the same key of an exchange, both halves of it. */
export const isSameKey = (one: SecretFields | null | undefined, other: SecretFields | null | undefined): boolean =>
  ["api_key", "secret_key"].every((name) => one?.get(name)?.reveal() === other?.get(name)?.reveal());

/** By which people tell keys apart: the end of the public half, which is shown; `null` where there is none. */
export const lastFourOf = (fields: SecretFields): string | null => {
  const publicHalf = fields.get("api_key");
  return publicHalf === undefined ? null : lastLetters(publicHalf.reveal(), 4);
};
