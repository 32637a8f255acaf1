import { wordsOf } from "../domain/arguments.ts";
import { operation } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { destroyAll, notTakenBack, verify } from "./clean-up/destroy.ts";
import { type CleanUpFacts, type Ending, type EndingAll, lookBeforeCleaningUp } from "./clean-up/facts.ts";
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
    "clean-up.value.stays-older": { writtenAtMs: number };
    "clean-up.value.stays-none": NoParams;
    "clean-up.label.made": NoParams;
    "clean-up.value.made": { fromAtMs: number; untilAtMs: number };
    "clean-up.impact-unrotated": { role: string };
    "clean-up.step.destroy-all": { count: number };
    "clean-up.done-unrotated": { role: string; count: number };
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
  validateConfiguration: ({ role }, settings) => {
    settingsOf(role, settings);
  },
  plan: lookBeforeCleaningUp,
  describe: ({ role }, { ends, endsAll, current, writtenAtMs = null, more }) => ({
    title: say("clean-up.title", { role, count: countOf({ ends, endsAll }) }),
    facts: [
      { label: say("clean-up.label.ends", {}), value: say("clean-up.value.ends", countsOf({ ends, endsAll })) },
      ...(endsAll === undefined
        ? []
        : [
            {
              label: say("clean-up.label.made", {}),
              value: say("clean-up.value.made", { fromAtMs: endsAll.fromMs, untilAtMs: endsAll.untilMs }),
            },
          ]),
      { label: say("clean-up.label.stays", {}), value: staying(current, writtenAtMs) },
      ...(more === 0 ? [] : [{ label: say("clean-up.label.more", {}), value: say("clean-up.value.more", { more }) }]),
    ],
    impact: current === null ? say("clean-up.impact-unrotated", { role }) : say("clean-up.impact", { role }),
  }),
  approval: ({ role }, defaults, settings) => stricter(defaults, settingsOf(role, settings).approval),
  outcome: ({ role }, { ends, endsAll, current }) => {
    const count = countOf({ ends, endsAll });
    return current === null
      ? say("clean-up.done-unrotated", { role, count })
      : say("clean-up.done", { role, count, current: current.short });
  },
})
  .step("destroy", {
    parts: (_, { ends, endsAll }) =>
      endsAll === undefined
        ? ends.map((one, at) => ({ id: `destroy-${at}`, title: lineOf(one) }))
        : [{ id: "destroy-all", title: say("clean-up.step.destroy-all", { count: countOf({ ends, endsAll }) }) }],
    run: destroyAll,
    undo: { back: notTakenBack },
  })
  .step("verify", {
    parts: () => [{ id: "verify", title: say("clean-up.step.verify", {}) }],
    run: verify,
    undo: "nothing",
  });

interface Ends {
  readonly ends: readonly Ending[];
  readonly endsAll: EndingAll | undefined;
}

const countOf = ({ ends, endsAll }: Ends): number => (endsAll === undefined ? ends.length : endsAll.orphan + endsAll.foreign);

const countsOf = ({ ends, endsAll }: Ends) => ({
  orphan: endsAll?.orphan ?? ends.filter(({ request }) => request !== null).length,
  foreign: endsAll?.foreign ?? ends.filter(({ request }) => request === null).length,
  neverExpiring: endsAll?.neverExpiring ?? ends.filter(({ expiresAtMs }) => expiresAtMs === null).length,
});

/** What is left alone, and how the bot knows that the destinations need no more than that. */
function staying(current: CleanUpFacts["current"], writtenAtMs: number | null): Sentence {
  if (current !== null) return say("clean-up.value.stays", { accessor: current.short });
  return writtenAtMs === null ? say("clean-up.value.stays-none", {}) : say("clean-up.value.stays-older", { writtenAtMs });
}

const lineOf = ({ short, request, createdAtMs, expiresAtMs, notes }: Ending): Sentence =>
  say("clean-up.step.destroy", {
    accessor: short,
    label: request === null ? say("secret-id.foreign", {}) : say("secret-id.orphan", { request }),
    madeAtMs: createdAtMs,
    expires: expiresAtMs === null ? say("secret-id.never-expires", {}) : say("secret-id.expires", { atMs: expiresAtMs }),
    notes,
  });
