import { wordsOf } from "../domain/arguments.ts";
import { type Brief, operation } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { type AdoptFacts, lookBeforeAdopting } from "./adopt/facts.ts";
import { AdoptInput } from "./adopt/input.ts";
import { findTakenOver, takeOver } from "./adopt/take-over.ts";
import { settingsOf } from "./rotate/facts.ts";
import { rotateLock } from "./rotate/lock.ts";
import { stricter } from "./rotate/stricter.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "adopt.summary": NoParams;
    "adopt.title": { role: string };
    "adopt.label.current": NoParams;
    "adopt.label.destination": { destination: string };
    "adopt.label.others": NoParams;
    "adopt.label.lost": NoParams;
    "adopt.label.rotations": NoParams;
    "adopt.value.current": { accessor: string; madeAtMs: number; expires: Sentence };
    "adopt.value.current-unknown": NoParams;
    "adopt.value.proven": { atMs: number };
    "adopt.value.unproven": { atMs: number };
    "adopt.value.missing": NoParams;
    "adopt.value.others": { byBot: number; byHand: number };
    "adopt.value.lost": { untilMs: number };
    "adopt.value.rotations": { generation: number };
    "adopt.impact": { role: string };
    "adopt.impact-unknown": { role: string };
    "adopt.step.take-over": { role: string };
    "adopt.done": { role: string; accessor: string };
    "adopt.done-unknown": { role: string };
  }
}

/**
 * Takes over what Vault and GitHub say of a role whose ledger is older than they are, or empty. What the destinations hold is never
 * guessed: where it is not proven, that is said, and everything that may be in use stays.
 */
export const adopt = operation({
  name: "adopt",
  summary: say("adopt.summary", {}),
  usage: "<role> [reason]",
  examples: ["adopt profinaut-db", "adopt profinaut-kafka Redis was put back"],
  input: AdoptInput,
  words: ({ role, reason }) => wordsOf(role, reason),
  reason: ({ reason }) => reason,
  lock: ({ role }) => rotateLock(role),
  validateConfiguration: ({ role }, settings) => {
    settingsOf(role, settings);
  },
  plan: lookBeforeAdopting,
  describe: ({ role }, { current, destinations, others, generation, lostUntilMs }): Brief => ({
    title: say("adopt.title", { role }),
    facts: [
      { label: say("adopt.label.current", {}), value: currentLine(current) },
      ...destinations.map((one) => ({
        label: say("adopt.label.destination", { destination: one.name }),
        value: destinationLine(one),
      })),
      { label: say("adopt.label.others", {}), value: say("adopt.value.others", { ...others }) },
      { label: say("adopt.label.rotations", {}), value: say("adopt.value.rotations", { generation }) },
      ...(lostUntilMs === null
        ? []
        : [{ label: say("adopt.label.lost", {}), value: say("adopt.value.lost", { untilMs: lostUntilMs }) }]),
    ],
    impact: current === null ? say("adopt.impact-unknown", { role }) : say("adopt.impact", { role }),
  }),
  approval: ({ role }, defaults, settings) => stricter(defaults, settingsOf(role, settings).approval),
  outcome: ({ role }, { current }) =>
    current === null ? say("adopt.done-unknown", { role }) : say("adopt.done", { role, accessor: current.short }),
}).step("take-over", {
  parts: ({ role }) => [{ id: "take-over", title: say("adopt.step.take-over", { role }) }],
  find: findTakenOver,
  run: takeOver,
  // The ledger is written together with the record that says so.
  undo: "nothing",
});

const currentLine = (current: AdoptFacts["current"]): Sentence =>
  current === null
    ? say("adopt.value.current-unknown", {})
    : say("adopt.value.current", {
        accessor: current.short,
        madeAtMs: current.createdAtMs,
        expires:
          current.expiresAtMs === null
            ? say("secret-id.never-expires", {})
            : say("secret-id.expires", { atMs: current.expiresAtMs }),
      });

function destinationLine({ updatedAtMs: atMs, isProven }: AdoptFacts["destinations"][number]): Sentence {
  if (atMs === null) return say("adopt.value.missing", {});
  return isProven ? say("adopt.value.proven", { atMs }) : say("adopt.value.unproven", { atMs });
}
