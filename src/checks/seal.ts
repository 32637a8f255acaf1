import type { Check } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";
import type { VaultCondition } from "../ports/vault-health.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "seal.title": NoParams;
    "seal.sealed": NoParams;
    "seal.uninitialised": NoParams;
    "seal.unreachable": NoParams;
    "seal.no-active-node": NoParams;
    "seal.why": NoParams;
    "seal.unseal": NoParams;
    "seal.initialise": NoParams;
    "seal.reach": NoParams;
    "seal.activate": NoParams;
  }
}

const ill: {
  readonly [S in VaultCondition["state"]]?: { readonly what: ReturnType<typeof say>; readonly mend: ReturnType<typeof say> };
} = {
  sealed: { what: say("seal.sealed", {}), mend: say("seal.unseal", {}) },
  uninitialised: { what: say("seal.uninitialised", {}), mend: say("seal.initialise", {}) },
  unreachable: { what: say("seal.unreachable", {}), mend: say("seal.reach", {}) },
  "no-active-node": { what: say("seal.no-active-node", {}), mend: say("seal.activate", {}) },
};

/** Looks in a row until it is said. A hiccup is one look; a lock that an unclean stop left in Consul ends after about 35 seconds. */
const looksUntilSaid: { readonly [S in VaultCondition["state"]]?: number } = { unreachable: 2, "no-active-node": 4 };

/** Whether Vault can serve at all; a standby node hands requests on to the active one. */
export const seal: Check = {
  name: "seal",
  title: say("seal.title", {}),
  everyMs: 20_000,
  run: async ({ ports, signal, remembered }) => {
    const { state } = await ports.vault.health(signal);
    const looks = 1 + looksInARow(state, remembered);
    const found = looks < (looksUntilSaid[state] ?? 1) ? undefined : ill[state];
    return {
      findings: found === undefined ? [] : [{ about: `seal/${state}`, severity: "alarm", ...found, why: say("seal.why", {}) }],
      remember: looksUntilSaid[state] === undefined ? state : `${state} ${looks}`,
    };
  },
};

/** How often in a row the looks before this one found the same. Until 0.1.0 it was remembered without a number: once. */
function looksInARow(state: VaultCondition["state"], remembered: unknown): number {
  if (remembered === state) return 1;
  const [, name, looks] = typeof remembered === "string" ? (/^(\S+) (\d{1,3})$/.exec(remembered) ?? []) : [];
  return name === state ? Math.min(Number(looks), 99) : 0;
}
