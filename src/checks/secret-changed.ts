import type { Check } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { say } from "../domain/sentence.ts";
import { atDestinations } from "./drift/at-destinations.ts";
import { rotateAction } from "./drift/rotate-action.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "drift.changed-title": NoParams;
    "drift.changed": { name: string; role: string; atMs: number };
    "drift.changed-why": NoParams;
  }
}

/** Whether somebody else wrote to a destination after the bot did. By the time GitHub gives alone: it shows no secret. */
export const secretChanged: Check = {
  name: "secret-changed",
  title: say("drift.changed-title", {}),
  everyMs: 10 * 60_000,
  run: (context) =>
    atDestinations(
      {
        wrongSinceMs: ({ name, ledger, updatedAtMs }) => {
          const ourMs = ledger.delivered[name];
          // An older time is an older answer.
          return ourMs !== undefined && ourMs !== null && updatedAtMs !== undefined && updatedAtMs > ourMs
            ? updatedAtMs
            : undefined;
        },
        finding: ({ role, name, atMs }) => ({
          about: firstLetters(`secret-changed/${role}/${name}`, 200),
          severity: "alarm",
          what: say("drift.changed", { name, role, atMs }),
          why: say("drift.changed-why", {}),
          ...rotateAction(role),
        }),
      },
      context,
    ),
};
