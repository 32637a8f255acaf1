import type { Finding } from "../../domain/check.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "drift.rotate": { role: string };
    "drift.rotate-button": { role: string };
    "drift.reason": NoParams;
  }
}

/** Only a rotation makes everything agree again: a SecretID is shown once, and GitHub never shows a secret. */
export const rotateAction = (role: string): Pick<Finding, "mend"> & Required<Pick<Finding, "action">> => ({
  mend: say("drift.rotate", { role }),
  action: { label: say("drift.rotate-button", { role }), command: `rotate ${role}`, reason: say("drift.reason", {}) },
});
