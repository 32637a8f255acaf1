import type { Check } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.root.title": NoParams;
    "checked.root.limits": NoParams;
    "checked.root.being-made": NoParams;
    "checked.root.being-made-why": NoParams;
    "checked.root.being-made-mend": NoParams;
  }
}

/**
 * That nobody is making a root token. Whether one is alive takes a list of all tokens' accessors, which is more than the bot may
 * have: docs/adr/0014-what-the-bot-cannot-see.md.
 */
export const rootToken: Check = {
  name: "root-token",
  title: say("checked.root.title", {}),
  limits: say("checked.root.limits", {}),
  everyMs: 30_000,
  run: async ({ ports, signal }) => ({
    findings: (await ports.platform.isRootTokenBeingMade(signal))
      ? [
          {
            about: "root-token/being-made",
            severity: "alarm",
            what: say("checked.root.being-made", {}),
            why: say("checked.root.being-made-why", {}),
            mend: say("checked.root.being-made-mend", {}),
          },
        ]
      : [],
  }),
};
