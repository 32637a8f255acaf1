import type { Check, CheckContext, Finding } from "../domain/check.ts";
import { destinationName } from "../domain/destination.ts";
import { say } from "../domain/sentence.ts";
import type { Lockout } from "../ports/lockouts.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "lockout.title": NoParams;
    "lockout.limits": NoParams;
    "lockout.locked": { role: string; ending: string };
    "lockout.locked-unnamed": { ending: string };
    "lockout.why": NoParams;
    "lockout.mend": { role: string; destinations: readonly string[] };
    "lockout.mend-by-hand": NoParams;
    "lockout.unlock-button": { role: string };
    "lockout.reason": NoParams;
  }
}

/** Whether Vault refuses every login of an AppRole after too many bad ones: one machine with a retired SecretID stops all others so. */
export const lockedOut: Check = {
  name: "locked-out",
  title: say("lockout.title", {}),
  limits: say("lockout.limits", {}),
  everyMs: 60_000,
  look: async ({ ports, signal }) => ({
    findings: (await ports.lockouts.list(signal)).map((lockout) => found(lockout, ports)),
  }),
};

function found({ role, ending }: Lockout, { roles }: CheckContext["ports"]): Finding {
  const settings = role === undefined ? undefined : roles.get(role);
  const common = {
    about: `locked-out/${role ?? "?"}/${ending}`.slice(0, 200),
    severity: "alarm",
    what: role === undefined ? say("lockout.locked-unnamed", { ending }) : say("lockout.locked", { role, ending }),
    why: say("lockout.why", {}),
  } as const;
  if (settings === undefined) return { ...common, mend: say("lockout.mend-by-hand", {}) };
  return {
    ...common,
    mend: say("lockout.mend", { role: settings.role, destinations: settings.deliverTo.map(destinationName) }),
    action: {
      label: say("lockout.unlock-button", { role: settings.role }),
      command: `unlock ${settings.role}`,
      reason: say("lockout.reason", {}),
    },
  };
}
