import { safeAddress } from "../domain/safe-address.ts";
import type { EnvironmentReader } from "./environment.ts";

interface Address {
  /** As it is to be written, for the sentence. */
  readonly example: string;
  readonly mayHavePath: boolean;
}

/**
 * Notes a mistake when a credential may not be sent to this address.
 * @returns the address as it stands
 */
export function checkedAddress(
  name: string,
  value: string,
  { example, mayHavePath }: Address,
  variables: EnvironmentReader,
): string {
  const checked = safeAddress(value, { mayHavePath });
  if (value === "" || !("fault" in checked)) return value;
  const kind = mayHavePath ? "an https address" : "an https address without a path";
  const mistakes = {
    "no-address": `${name} must be ${kind}, such as ${example} (http only on this machine).`,
    "has-path": `${name} must be ${kind}, such as ${example}: take off what follows the port.`,
    "in-the-clear": `${name} must be ${kind}, such as ${example}: over plain http the credential could be read on its way, so that is for this machine alone.`,
  };
  variables.mistake(mistakes[checked.fault]);
  return value;
}
