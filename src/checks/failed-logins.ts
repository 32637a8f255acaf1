import type { Check, CheckContext, Finding } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { destinationName } from "../domain/destination.ts";
import { refusedWith, type Suspect } from "../domain/refused-login.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "login.title": NoParams;
    "login.limits": NoParams;
    "login.refused": { role: string; which: Sentence; addresses: readonly string[]; count: number; sinceMs: number };
    "login.refused-why": NoParams;
    "login.mend": { addresses: readonly string[]; destinations: readonly string[] };
    "login.mend-by-hand": { addresses: readonly string[] };
  }
}

/** Whether somebody still tries a SecretID that has ended, by Vault's own log: after a rotation, whoever did not get the new one. */
export const failedLogins: Check = {
  name: "failed-logins",
  title: say("login.title", {}),
  limits: say("login.limits", {}),
  everyMs: 60_000,
  run: async ({ ports, signal }) => {
    const roles = [...new Set([...ports.roles.keys(), ...ports.platform.roles])].sort();
    const suspects = await ports.refusedLogins.of(roles, signal);
    return {
      findings: [...(suspects ?? [])].flatMap(([role, ofRole]) => ofRole.map((suspect) => refused(role, suspect, ports))),
    };
  },
};

function refused(role: string, suspect: Suspect, { roles }: CheckContext["ports"]): Finding {
  const { addresses, count, sinceMs, mark } = suspect;
  const settings = roles.get(role);
  return {
    about: firstLetters(`failed-logins/${role}/${mark}`, 200),
    severity: "alarm",
    what: say("login.refused", { role, which: refusedWith(suspect), addresses, count, sinceMs }),
    why: say("login.refused-why", {}),
    mend:
      settings === undefined
        ? say("login.mend-by-hand", { addresses })
        : say("login.mend", { addresses, destinations: settings.deliverTo.map(destinationName) }),
  };
}
