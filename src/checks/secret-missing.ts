import type { Check } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { say } from "../domain/sentence.ts";
import { atDestinations } from "./drift/at-destinations.ts";
import { rotateAction } from "./drift/rotate-action.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "drift.missing-title": NoParams;
    "drift.missing": { name: string; role: string };
    "drift.missing-why": NoParams;
  }
}

/** Whether every destination still has what was delivered to it. */
export const secretMissing: Check = {
  name: "secret-missing",
  title: say("drift.missing-title", {}),
  everyMs: 10 * 60_000,
  run: (context) =>
    atDestinations(
      {
        wrongSinceMs: ({ ledger, updatedAtMs }) => (updatedAtMs === undefined ? (ledger.current.deliveredAtMs ?? 0) : undefined),
        finding: ({ role, name }) => ({
          about: firstLetters(`secret-missing/${role}/${name}`, 200),
          severity: "alarm",
          what: say("drift.missing", { name, role }),
          why: say("drift.missing-why", {}),
          ...rotateAction(role),
        }),
      },
      context,
    ),
};
