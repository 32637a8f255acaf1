import { wordsOf } from "../domain/arguments.ts";
import { operation } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { destroyAll, notTakenBack, verify } from "./clean-up/destroy.ts";
import { type Ending, lookBeforeCleaningUp } from "./clean-up/facts.ts";
import { CleanUpInput } from "./clean-up/input.ts";
import { settingsOf } from "./rotate/facts.ts";
import { rotateLock } from "./rotate/lock.ts";
import { stricter } from "./rotate/stricter.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "clean-up.summary": NoParams;
    "clean-up.title": { role: string; count: number };
    "clean-up.label.ends": NoParams;
    "clean-up.label.stays": NoParams;
    "clean-up.label.more": NoParams;
    "clean-up.value.ends": { orphan: number; foreign: number; neverExpiring: number };
    "clean-up.value.stays": { accessor: string };
    "clean-up.value.more": { more: number };
    "clean-up.impact": { role: string };
    "clean-up.step.destroy": { accessor: string; label: Sentence; madeAtMs: number; expires: Sentence; notes: readonly string[] };
    "clean-up.step.verify": NoParams;
    "clean-up.done": { role: string; count: number; current: string };
  }
}

/**
 * Ends the SecretIDs of an AppRole that serve nobody: what dead attempts left and what people issued by hand. What the ledger
 * labels is never touched, and nothing ends while it is not certain that what the destinations hold is alive.
 */
export const cleanUp = operation({
  name: "clean-up",
  summary: say("clean-up.summary", {}),
  usage: "<role> [reason]",
  examples: ["clean-up profinaut-db", "clean-up profinaut-kafka left by the old pipeline"],
  input: CleanUpInput,
  words: ({ role, reason }) => wordsOf(role, reason),
  reason: ({ reason }) => reason,
  lock: ({ role }) => rotateLock(role),
  admit: ({ role }, settings) => {
    settingsOf(role, settings);
  },
  look: lookBeforeCleaningUp,
  describe: ({ role }, { ends, current, more }) => ({
    title: say("clean-up.title", { role, count: ends.length }),
    facts: [
      { label: say("clean-up.label.ends", {}), value: say("clean-up.value.ends", countsOf(ends)) },
      { label: say("clean-up.label.stays", {}), value: say("clean-up.value.stays", { accessor: current.short }) },
      ...(more === 0 ? [] : [{ label: say("clean-up.label.more", {}), value: say("clean-up.value.more", { more }) }]),
    ],
    impact: say("clean-up.impact", { role }),
  }),
  approval: ({ role }, defaults, settings) => stricter(defaults, settingsOf(role, settings).approval),
  outcome: ({ role }, { ends, current }) => say("clean-up.done", { role, count: ends.length, current: current.short }),
})
  .step("destroy", {
    parts: (_, { ends }) => ends.map((one, at) => ({ id: `destroy-${at}`, title: lineOf(one) })),
    run: destroyAll,
    undo: { back: notTakenBack },
  })
  .step("verify", {
    parts: () => [{ id: "verify", title: say("clean-up.step.verify", {}) }],
    run: verify,
    undo: "nothing",
  });

const countsOf = (ends: readonly Ending[]) => ({
  orphan: ends.filter(({ request }) => request !== null).length,
  foreign: ends.filter(({ request }) => request === null).length,
  neverExpiring: ends.filter(({ expiresAtMs }) => expiresAtMs === null).length,
});

const lineOf = ({ short, request, createdAtMs, expiresAtMs, notes }: Ending): Sentence =>
  say("clean-up.step.destroy", {
    accessor: short,
    label: request === null ? say("secret-id.foreign", {}) : say("secret-id.orphan", { request }),
    madeAtMs: createdAtMs,
    expires: expiresAtMs === null ? say("secret-id.never-expires", {}) : say("secret-id.expires", { atMs: expiresAtMs }),
    notes,
  });
