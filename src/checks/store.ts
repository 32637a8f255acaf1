import type { Check } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.store.title": NoParams;
    "checked.store.weak": { settings: readonly string[] };
    "checked.store.why": NoParams;
    "checked.store.mend": { settings: readonly string[] };
  }
}

/** That Redis still keeps what it acknowledges, as it did when the bot started. */
export const store: Check = {
  name: "store",
  title: say("checked.store.title", {}),
  everyMs: 5 * 60_000,
  run: async ({ ports: { storeHealth } }) => {
    const { weak: settings } = await storeHealth.look();
    if (settings.length === 0) return { findings: [] };
    return {
      findings: [
        {
          about: "store/weak",
          severity: storeHealth.isDurabilityRequired ? "alarm" : "warning",
          what: say("checked.store.weak", { settings }),
          why: say("checked.store.why", {}),
          mend: say("checked.store.mend", { settings: settings.map((setting) => `CONFIG SET ${setting}`) }),
        },
      ],
    };
  },
};
