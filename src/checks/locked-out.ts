import type { Check, CheckContext, Finding } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { destinationName } from "../domain/destination.ts";
import { NotFoundError } from "../domain/errors.ts";
import { refusedWith, type Suspect } from "../domain/refused-login.ts";
import { say } from "../domain/sentence.ts";
import type { Lockout } from "../ports/lockouts.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "lockout.title": NoParams;
    "lockout.limits": NoParams;
    "lockout.locked": { role: string; ending: string };
    "lockout.locked-unnamed": { ending: string };
    "lockout.why": NoParams;
    "lockout.cause": { which: Sentence; addresses: readonly string[] };
    "lockout.cause-unknown": { destinations: readonly string[] };
    "lockout.mend": { role: string; cause: Sentence };
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
  run: async (context) => {
    const lockouts = await context.ports.lockouts.list(context.signal);
    return { findings: await Promise.all(lockouts.map((lockout) => found(lockout, context))) };
  },
};

async function found({ role, ending }: Lockout, context: CheckContext): Promise<Finding> {
  const settings = role === undefined ? undefined : context.ports.roles.get(role);
  const common = {
    about: firstLetters(`locked-out/${role ?? "?"}/${ending}`, 200),
    severity: "alarm",
    what: role === undefined ? say("lockout.locked-unnamed", { ending }) : say("lockout.locked", { role, ending }),
    why: say("lockout.why", {}),
  } as const;
  if (settings === undefined) return { ...common, mend: say("lockout.mend-by-hand", {}) };
  const suspect = await mostLikely(settings.role, context);
  const cause =
    suspect === undefined
      ? say("lockout.cause-unknown", { destinations: settings.deliverTo.map(destinationName) })
      : say("lockout.cause", { which: refusedWith(suspect), addresses: suspect.addresses });
  return {
    ...common,
    mend: say("lockout.mend", { role: settings.role, cause }),
    action: {
      label: say("lockout.unlock-button", { role: settings.role }),
      command: `unlock ${settings.role}`,
      reason: say("lockout.reason", {}),
    },
  };
}

/** By Vault's own log, where it can be read; that it cannot is said by the check of failed logins, and hides no lockout. */
async function mostLikely(role: string, { ports, signal }: CheckContext): Promise<Suspect | undefined> {
  try {
    return (await ports.refusedLogins.of([role], signal))?.get(role)?.[0];
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
