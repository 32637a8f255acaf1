import type { Check } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.audit.title": NoParams;
    "checked.audit.off": NoParams;
    "checked.audit.off-why": NoParams;
    "checked.audit.off-mend": NoParams;
  }
}

/** That Vault records what is done to it. */
export const auditDevice: Check = {
  name: "audit-device",
  title: say("checked.audit.title", {}),
  everyMs: 5 * 60_000,
  run: async ({ ports, signal }) => ({
    findings: (await ports.platform.isAuditDeviceOn(signal))
      ? []
      : [
          {
            about: "audit-device/off",
            severity: "alarm",
            what: say("checked.audit.off", {}),
            why: say("checked.audit.off-why", {}),
            mend: say("checked.audit.off-mend", {}),
          },
        ],
  }),
};
