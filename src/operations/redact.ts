import { wordsOf } from "../domain/arguments.ts";
import { type Brief, operation } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { stateSentence } from "../domain/transition.ts";
import type { Redactable, WrittenWords } from "../ports/redaction.ts";
import { RedactInput } from "./redact/input.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "redact.summary": NoParams;
    "redact.title": { id: string };
    "redact.label.state": NoParams;
    "redact.label.taken": NoParams;
    "redact.label.log": NoParams;
    "redact.label.stays": NoParams;
    "redact.word.reason": NoParams;
    "redact.word.owner": NoParams;
    "redact.word.inputs": NoParams;
    "redact.value.state": { state: Sentence };
    "redact.value.log": { entries: readonly string[] };
    "redact.value.stays": NoParams;
    "redact.impact": NoParams;
    "redact.step": { id: string };
    "redact.done": { id: string };
  }
}

const wordsSaid: { readonly [word in WrittenWords]: Sentence } = {
  reason: say("redact.word.reason", {}),
  owner: say("redact.word.owner", {}),
  inputs: say("redact.word.inputs", {}),
};

/** Takes what people wrote out of a request that has ended: its card, its record. What cannot be taken out is said to who approves. */
export const redact = operation({
  name: "redact",
  summary: say("redact.summary", {}),
  usage: "<request id> <reason>",
  examples: ["redact req_01ab23cd45ef a password was in the reason, it is rotated"],
  input: RedactInput,
  words: ({ request, reason }) => wordsOf(request, reason),
  reason: ({ reason }) => reason,
  lock: ({ request }) => `redact/${request}`,
  validateConfiguration: () => {},
  plan: ({ input: { request }, ports, approved }): Promise<Redactable> =>
    ports.redaction.look(request).then((seen) => approved ?? seen),
  describe: ({ request }, { state, words, entries }): Brief => ({
    title: say("redact.title", { id: request }),
    facts: [
      { label: say("redact.label.state", {}), value: say("redact.value.state", { state: stateSentence({ state }) }) },
      ...words.map((word) => ({ label: say("redact.label.taken", {}), value: wordsSaid[word] })),
      { label: say("redact.label.log", {}), value: say("redact.value.log", { entries: entries.map(String) }) },
      { label: say("redact.label.stays", {}), value: say("redact.value.stays", {}) },
    ],
    impact: say("redact.impact", {}),
  }),
  approval: (_, defaults) => defaults,
  outcome: ({ request }) => say("redact.done", { id: request }),
}).step("redact", {
  parts: ({ request }) => [{ id: "redact", title: say("redact.step", { id: request }) }],
  find: async ({ input: { request }, requestId, ports }) =>
    (await ports.redaction.doneBy(request)) === requestId ? { checkpoint: {} } : undefined,
  run: async ({ input: { request }, requestId, ports }) => {
    await ports.redaction.takeOut(request, requestId);
    return { checkpoint: {}, details: { of: request } };
  },
  undo: "impossible",
});
