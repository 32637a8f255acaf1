import { safeAddress } from "../domain/safe-address.ts";
import { say } from "../domain/sentence.ts";
import type { EnvironmentReader } from "./environment.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.address.none": { name: string; kind: Sentence; example: string };
    "config.address.has-path": { name: string; kind: Sentence; example: string };
    "config.address.in-the-clear": { name: string; kind: Sentence; example: string };
    "config.address.kind": NoParams;
    "config.address.kind-bare": NoParams;
  }
}

interface Address {
  /** As it is to be written, for the sentence. */
  readonly example: string;
  readonly mayHavePath: boolean;
}

const faults = {
  "no-address": "config.address.none",
  "has-path": "config.address.has-path",
  "in-the-clear": "config.address.in-the-clear",
} as const;

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
  const kind = mayHavePath ? say("config.address.kind", {}) : say("config.address.kind-bare", {});
  variables.mistake(say(faults[checked.fault], { name, kind, example }));
  return value;
}
