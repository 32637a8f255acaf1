import { InputError } from "../domain/errors.ts";
import { safeAddress } from "../domain/safe-address.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "github.bad-url": NoParams;
  }
}

/**
 * The API's address, checked once: https, or http on loopback only, because every request carries the credential.
 * GitHub Enterprise Server has a path of its own (`https://host/api/v3`).
 *
 * @throws InputError when it is no such address; nothing was sent
 */
export function parseApiUrl(text: string): URL {
  const checked = safeAddress(text, { mayHavePath: true });
  if ("fault" in checked) throw new InputError("github.bad-url", say("github.bad-url", {}));
  return checked.url;
}
