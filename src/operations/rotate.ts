import { wordsOf } from "../domain/arguments.ts";
import { operation, type Part } from "../domain/operation.ts";
import { say } from "../domain/sentence.ts";
import { collectSecretIds } from "./rotate/collect-orphans.ts";
import { commit, doneSentence, findCommitted, retire } from "./rotate/commit-and-retire.ts";
import type { Intent } from "./rotate/delivery.ts";
import { lookBeforeRotating, type RotateFacts, settingsOf } from "./rotate/facts.ts";
import { whenToRetire } from "./rotate/in-flight.ts";
import { RotateInput } from "./rotate/input.ts";
import { issueAndDeliver, takeBack } from "./rotate/issue-and-deliver.ts";
import { rotateLock } from "./rotate/lock.ts";
import { loginFacts } from "./rotate/login-facts.ts";
import { keepBoth, prove } from "./rotate/prove.ts";
import { replacedCount, replacedSentence } from "./rotate/replaced.ts";
import { stricter } from "./rotate/stricter.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "rotate.summary": NoParams;
    "rotate.title": { role: string };
    "rotate.title-leaked": { role: string };
    "rotate.label.policies": NoParams;
    "rotate.label.destinations": NoParams;
    "rotate.label.replaces": NoParams;
    "canary.label": NoParams;
    "canary.value": { repository: string; file: string; ref: string };
    "canary.step.dispatch": { file: string };
    "canary.step.prove": NoParams;
    "rotate.value.names": { names: readonly string[] };
    "rotate.value.destinations": { existing: readonly string[]; created: readonly string[] };
    "rotate.impact": { role: string; overlapMs: number };
    "rotate.impact-first": { role: string };
    "rotate.impact-leaked": { role: string };
    "rotate.impact-keeps": { role: string; because: Sentence };
    "rotate.value.keeps": { total: number };
    "rotate.step.intent": NoParams;
    "rotate.step.issue": { role: string };
    "rotate.step.verify": NoParams;
    "rotate.step.deliver": { destination: string };
    "rotate.step.commit": NoParams;
    "rotate.step.overlap": { overlapMs: number };
    "rotate.step.overlap-none": NoParams;
    "rotate.step.retire": { count: number };
    "rotate.step.retire-none": NoParams;
  }
}

const one = (id: string, title: Part["title"]): readonly Part[] => [{ id, title }];

/**
 * Replaces the SecretID of an AppRole everywhere it is used. A SecretID is shown once and GitHub never shows a secret
 * again, so nothing here is ever "restored": a new one is handed over first, and only then does the old one end.
 */
export const rotate = operation({
  name: "rotate",
  summary: say("rotate.summary", {}),
  usage: "<role> [--leaked] [reason]",
  examples: ["rotate profinaut-db", "rotate profinaut-kafka weekly rotation", "rotate profinaut-release --leaked laptop stolen"],
  input: RotateInput,
  words: ({ role, leaked, reason }) => wordsOf(role, reason, leaked ? ["leaked"] : []),
  reason: ({ reason }) => reason,
  lock: ({ role }) => rotateLock(role),
  validateConfiguration: ({ role }, settings) => {
    settingsOf(role, settings);
  },
  plan: lookBeforeRotating,
  describe: ({ role, leaked }, { policies, overlapMs, destinations, canary, keeps, failing = [], runsUnseen, ...facts }) => ({
    title: leaked ? say("rotate.title-leaked", { role }) : say("rotate.title", { role }),
    facts: [
      { label: say("rotate.label.policies", {}), value: say("rotate.value.names", { names: policies }) },
      ...loginFacts(facts),
      {
        label: say("rotate.label.destinations", {}),
        value: say("rotate.value.destinations", { existing: names(destinations, true), created: names(destinations, false) }),
      },
      {
        label: say("rotate.label.replaces", {}),
        value: keeps === undefined ? replacedSentence(facts) : say("rotate.value.keeps", { total: replacedCount(facts) }),
      },
      ...(failing.length === 0 ? [] : [{ label: say("in-flight.label", {}), value: say("in-flight.runs", { runs: failing }) }]),
      ...(runsUnseen !== true ? [] : [{ label: say("in-flight.label", {}), value: say("in-flight.unseen", {}) }]),
      ...(canary === undefined ? [] : [{ label: say("canary.label", {}), value: say("canary.value", { ...canary }) }]),
    ],
    impact:
      keeps === undefined
        ? impact(role, leaked, overlapMs, replacedCount(facts))
        : say("rotate.impact-keeps", { role, because: keeps }),
  }),
  approval: ({ role }, defaults, settings) => stricter(defaults, settingsOf(role, settings).approval),
  outcome: ({ role }, facts, done) => doneSentence(role, facts, accessorOf(done["commit"])),
  collectOrphans: collectSecretIds,
})
  .step("intent", {
    parts: () => one("intent", say("rotate.step.intent", {})),
    run: async ({ input, ports, signal }) => {
      const states = await Promise.all(
        settingsOf(input.role, ports).deliverTo.map((destination) => ports.destinations.look(destination, signal)),
      );
      const checkpoint: Intent = { updatedAtMs: states.map(({ updatedAtMs }) => updatedAtMs) };
      return { checkpoint, details: checkpoint };
    },
    undo: "nothing",
  })
  .step("issue-and-deliver", {
    parts: ({ role }, { destinations }) => [
      { id: "issue", title: say("rotate.step.issue", { role }) },
      { id: "verify", title: say("rotate.step.verify", {}) },
      ...destinations.map(({ name }, at) => ({ id: `deliver-${at}`, title: say("rotate.step.deliver", { destination: name }) })),
    ],
    run: issueAndDeliver,
    undo: { back: takeBack },
  })
  .step("prove", {
    isWanted: (_, { canary }) => canary !== undefined,
    parts: (_, { canary }) => [
      { id: "dispatch", title: say("canary.step.dispatch", { file: canary?.file ?? "" }) },
      { id: "prove", title: say("canary.step.prove", {}) },
    ],
    run: prove,
    redoFrom: "issue-and-deliver",
    undo: { back: keepBoth },
  })
  .step("commit", {
    parts: () => one("commit", say("rotate.step.commit", {})),
    find: findCommitted,
    run: commit,
    undo: "impossible",
  })
  .later("retire", {
    parts: (_, { overlapMs, keeps, ...replaced }) => [
      { id: "overlap", title: overlapMs === 0 ? say("rotate.step.overlap-none", {}) : say("rotate.step.overlap", { overlapMs }) },
      {
        id: "retire",
        title:
          keeps === undefined
            ? say("rotate.step.retire", { count: replacedCount(replaced) })
            : say("rotate.step.retire-none", {}),
      },
    ],
    dueAtMs: whenToRetire,
    run: retire,
  });

const names = (destinations: RotateFacts["destinations"], exists: boolean): readonly string[] =>
  destinations.filter((destination) => destination.exists === exists).map(({ name }) => name);

function impact(role: string, leaked: boolean, overlapMs: number, replaced: number) {
  if (replaced === 0) return say("rotate.impact-first", { role });
  return leaked ? say("rotate.impact-leaked", { role }) : say("rotate.impact", { role, overlapMs });
}

const accessorOf = (checkpoint: unknown): string =>
  typeof checkpoint === "object" && checkpoint !== null && "accessor" in checkpoint && typeof checkpoint.accessor === "string"
    ? checkpoint.accessor
    : "";
