import type { Check } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";
import { lookAt } from "./declared.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.rights.title": NoParams;
    "checked.rights.limits": NoParams;
    "checked.rights.why": NoParams;
  }
}

/** That the platform's policies and AppRoles are as `vault/` declares, as far as the bot may see. */
export const rights: Check = {
  name: "rights",
  title: say("checked.rights.title", {}),
  limits: say("checked.rights.limits", {}),
  everyMs: 3_600_000,
  run: lookAt("rights", ["policy", "app-role"], say("checked.rights.why", {})),
};
