import { InputError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "github.bad-url": NoParams;
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The API's address, checked once: https, or http on loopback only, because every request carries the credential.
 * GitHub Enterprise Server has a path of its own (`https://host/api/v3`).
 *
 * @throws InputError when it is no such address; nothing was sent
 */
export function parseApiUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isProtected = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));

  if (url === undefined || !isProtected || `${url.username}${url.password}${url.search}${url.hash}` !== "")
    throw new InputError("github.bad-url", say("github.bad-url", {}));
  return url;
}
