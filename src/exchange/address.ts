import { InputError } from "../domain/errors.ts";
import { safeAddress } from "../domain/safe-address.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exchange.bad-url": { exchange: string; setting: string };
  }
}

/**
 * The origin of an exchange's API, checked once: https, or http on loopback only, because keys go there.
 * @param setting name of the address below the exchange's own, in the configuration
 * @throws InputError when it is no such address, or has a path; nothing was sent
 */
export function originOf(exchange: string, address: string, setting = "api"): string {
  const checked = safeAddress(address, { mayHavePath: false });
  if ("fault" in checked) throw new InputError("exchange.bad-url", say("exchange.bad-url", { exchange, setting }));
  return checked.url.origin;
}
