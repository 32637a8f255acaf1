import { wordsOf } from "../domain/arguments.ts";
import { type Brief, operation, type StepContext } from "../domain/operation.ts";
import { refusedWith, type Suspect } from "../domain/refused-login.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { settingsOf } from "./rotate/facts.ts";
import { stricter } from "./rotate/stricter.ts";
import { lockedEndings, lookBeforeUnlocking, type UnlockFacts } from "./unlock/facts.ts";
import { UnlockInput } from "./unlock/input.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "unlock.summary": NoParams;
    "unlock.title": { role: string };
    "unlock.label.locked": NoParams;
    "unlock.label.suspect": NoParams;
    "unlock.label.runs": NoParams;
    "unlock.label.destinations": NoParams;
    "unlock.value.locked": { endings: readonly string[] };
    "unlock.value.suspect": { which: Sentence; addresses: readonly string[]; count: number; sinceMs: number };
    "unlock.value.suspect-none": NoParams;
    "unlock.value.runs-unseen": NoParams;
    "unlock.value.names": { names: readonly string[] };
    "unlock.impact": { role: string };
    "unlock.step.unlock": { role: string; endings: readonly string[] };
    "unlock.done": { role: string };
  }
}

type Context = StepContext<UnlockInput, UnlockFacts, Readonly<Record<never, never>>>;

/**
 * Ends the lockout of an AppRole before its time, so that who has the right SecretID can log in again. What locked it may still be
 * running: it is named to who approves.
 */
export const unlock = operation({
  name: "unlock",
  summary: say("unlock.summary", {}),
  usage: "<role> [reason]",
  examples: ["unlock profinaut-db", "unlock profinaut-kafka old worker is stopped"],
  input: UnlockInput,
  words: ({ role, reason }) => wordsOf(role, reason),
  reason: ({ reason }) => reason,
  // A rotation of the role may go on meanwhile: neither touches what the other does.
  lock: ({ role }) => `lockout/${role}`,
  validateConfiguration: ({ role }, settings) => {
    settingsOf(role, settings);
  },
  plan: lookBeforeUnlocking,
  describe: ({ role }, { endings, suspects, destinations, runs, runsUnseen }): Brief => ({
    title: say("unlock.title", { role }),
    facts: [
      { label: say("unlock.label.locked", {}), value: say("unlock.value.locked", { endings }) },
      ...(suspects.length === 0 ? [say("unlock.value.suspect-none", {})] : suspects.map(suspectLine)).map((value) => ({
        label: say("unlock.label.suspect", {}),
        value,
      })),
      { label: say("unlock.label.destinations", {}), value: say("unlock.value.names", { names: destinations }) },
      ...(runs.length === 0 ? [] : [{ label: say("unlock.label.runs", {}), value: say("unlock.value.names", { names: runs }) }]),
      ...(runsUnseen !== true ? [] : [{ label: say("unlock.label.runs", {}), value: say("unlock.value.runs-unseen", {}) }]),
    ],
    impact: say("unlock.impact", { role }),
  }),
  approval: ({ role }, defaults, settings) => stricter(defaults, settingsOf(role, settings).approval),
  outcome: ({ role }) => say("unlock.done", { role }),
}).step("unlock", {
  parts: ({ role }, { endings }) => [{ id: "unlock", title: say("unlock.step.unlock", { role, endings }) }],
  find: findUnlocked,
  run: async ({ input: { role }, facts: { endings }, ports, signal, recordProgress }) => {
    await recordProgress({ details: { role, endings } });
    for (const ending of endings) await ports.lockouts.end({ role, ending }, signal);
    return { checkpoint: {}, details: { role, endings } };
  },
  // A lockout ends by itself as well; nobody puts one back.
  undo: "nothing",
});

const suspectLine = (suspect: Suspect): Sentence => {
  const { addresses, count, sinceMs } = suspect;
  return say("unlock.value.suspect", { which: refusedWith(suspect), addresses, count, sinceMs });
};

/** Did it end, by an attempt whose answer was lost, or by itself? */
async function findUnlocked({ input: { role }, facts: { endings }, ports, signal }: Context) {
  const locked = await lockedEndings(role, ports, signal);
  return endings.some((ending) => locked.includes(ending)) ? undefined : { checkpoint: {} };
}
