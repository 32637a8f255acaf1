import type { Check } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";
import type { VaultCondition } from "../ports/vault-health.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "seal.title": NoParams;
    "seal.sealed": NoParams;
    "seal.uninitialised": NoParams;
    "seal.unreachable": NoParams;
    "seal.why": NoParams;
    "seal.unseal": NoParams;
    "seal.initialise": NoParams;
    "seal.reach": NoParams;
  }
}

const ill: {
  readonly [S in VaultCondition["state"]]?: { readonly what: ReturnType<typeof say>; readonly mend: ReturnType<typeof say> };
} = {
  sealed: { what: say("seal.sealed", {}), mend: say("seal.unseal", {}) },
  uninitialised: { what: say("seal.uninitialised", {}), mend: say("seal.initialise", {}) },
  unreachable: { what: say("seal.unreachable", {}), mend: say("seal.reach", {}) },
};

/**
 * Whether Vault can serve at all; a standby node hands requests on. One look without an answer is a hiccup, two are an
 * alarm: still within a minute.
 */
export const seal: Check = {
  name: "seal",
  title: say("seal.title", {}),
  everyMs: 20_000,
  look: async ({ ports, signal, remembered }) => {
    const { state } = await ports.vault.health(signal);
    const found = ill[state];
    if (found === undefined || (state === "unreachable" && remembered !== "unreachable"))
      return { findings: [], remember: state };
    return {
      findings: [{ about: `seal/${state}`, severity: "alarm", ...found, why: say("seal.why", {}) }],
      remember: state,
    };
  },
};
