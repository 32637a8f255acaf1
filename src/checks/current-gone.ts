import { z } from "zod";
import type { Check, Finding } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";
import { rotateAction } from "./drift/rotate-action.ts";
import { againstLedger } from "./drift/steady-ledger.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "drift.current-gone-title": NoParams;
    "drift.current-gone": { role: string; accessor: string };
    "drift.current-gone-why": { role: string };
  }
}

/** Accessors by role. */
const Gone = z.record(z.string(), z.string());

/** Whether Vault still has the SecretID that destinations hold: it may have expired, or somebody destroyed it. */
export const currentGone: Check = {
  name: "current-gone",
  title: say("drift.current-gone-title", {}),
  everyMs: 5 * 60_000,
  run: async ({ ports, nowMs, signal, remembered }) => {
    const before = Gone.safeParse(remembered).data ?? {};
    const gone: { [role: string]: string } = {};
    for (const role of ports.roles.keys()) {
      const seen = await againstLedger(role, ports, nowMs, async ({ current: { accessor } }) => ({
        accessor: (await ports.appRoles.lookUp(role, accessor, signal)) === undefined ? accessor : undefined,
      }));
      const accessor = seen === undefined ? before[role] : seen.accessor;
      if (accessor !== undefined) gone[role] = accessor;
    }
    return { findings: Object.entries(gone).map(([role, accessor]) => goneFinding(role, accessor)), remember: gone };
  },
};

const goneFinding = (role: string, accessor: string): Finding => ({
  about: `current-gone/${role}`,
  severity: "alarm",
  what: say("drift.current-gone", { role, accessor }),
  why: say("drift.current-gone-why", { role }),
  ...rotateAction(role),
});
