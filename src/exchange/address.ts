import { isIPv4 } from "node:net";
import { InputError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exchange.bad-url": { exchange: string };
  }
}

/**
 * The origin of an exchange's API, checked once: https, or http on loopback only, because keys go there.
 * @throws InputError when it is no such address, or has a path; nothing was sent
 */
export function originOf(exchange: string, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isOrigin = url?.pathname === "/" && `${url.username}${url.password}${url.search}${url.hash}` === "";
  const isProtected = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));

  if (url === undefined || !isOrigin || !isProtected)
    throw new InputError("exchange.bad-url", say("exchange.bad-url", { exchange }));
  return url.origin;
}

const isLoopback = (host: string) => host === "localhost" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
