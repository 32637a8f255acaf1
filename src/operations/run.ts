import { firstLetters } from "../domain/cut.ts";
import { operation } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { stricter } from "./rotate/stricter.ts";
import { lookBeforeRunning, type RunFacts, workflowNamed } from "./run/facts.ts";
import { RunWords, runWords } from "./run/input.ts";
import { compensateDispatch, dispatch, type Ended, followToTheEnd } from "./run/steps.ts";
import { requestInput } from "./workflow/inputs.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "workflow.summary": NoParams;
    "workflow.title": { title: string; ref: string };
    "workflow.label.file": NoParams;
    "workflow.label.ref": NoParams;
    "workflow.label.inputs": NoParams;
    "workflow.label.told-apart": NoParams;
    "workflow.value.marked": { input: string };
    "workflow.value.untitled": { input: string };
    "workflow.value.unmarked": { input: string };
    "workflow.value.file": { repository: string; file: string };
    "workflow.value.ref": { ref: string; sha: string };
    "workflow.value.inputs": { inputs: readonly string[] };
    "workflow.impact": { repository: string; ref: string };
    "workflow.step.dispatch": { file: string; ref: string };
    "workflow.step.runner": NoParams;
    "workflow.step.jobs": NoParams;
    "workflow.done": { title: string; number: number; url: string; sha: string };
  }
}

/** Dispatches a workflow of GitHub Actions and follows its run to the end. */
export const runWorkflow = operation({
  name: "run",
  summary: say("workflow.summary", {}),
  usage: "<workflow> [ref] [name=value …]",
  examples: ["run test", "run release v1.4.0", "run docker-build main platform=arm64"],
  input: RunWords,
  words: runWords,
  reason: () => "",
  writtenWords: ({ inputs }) => (Object.keys(inputs).length === 0 ? [] : ["inputs"]),
  withoutWords: (input) => ({ ...input, inputs: {} }),
  lock: ({ workflow }) => `workflow/${workflow}`,
  validateConfiguration: ({ workflow }, settings) => {
    workflowNamed(workflow, settings);
  },
  plan: lookBeforeRunning,
  describe: (_, { repository, file, title, ref, sha, inputs, edition, ...marks }) => ({
    title: say("workflow.title", { title, ref }),
    facts: [
      { label: say("workflow.label.file", {}), value: say("workflow.value.file", { repository, file }) },
      { label: say("workflow.label.ref", {}), value: say("workflow.value.ref", { ref, sha: firstLetters(sha, 12) }) },
      {
        label: say("workflow.label.inputs", {}),
        value: say("workflow.value.inputs", { inputs: inputs.map(({ name, value }) => `${name}=${value}`) }),
      },
      ...(edition === undefined ? [] : [{ label: say("workflow.label.told-apart", {}), value: toldApartBy(marks) }]),
    ],
    impact: say("workflow.impact", { repository, ref }),
  }),
  approval: ({ workflow }, defaults, settings) => stricter(defaults, workflowNamed(workflow, settings).approval),
  outcome: (_, { title }, done) => say("workflow.done", { title, ...endedOf(done["follow"]) }),
})
  .step("dispatch", {
    parts: (_, { file, ref }) => [{ id: "dispatch", title: say("workflow.step.dispatch", { file, ref }) }],
    run: dispatch,
    undo: { back: compensateDispatch },
  })
  .step("follow", {
    parts: () => [
      { id: "runner", title: say("workflow.step.runner", {}) },
      { id: "jobs", title: say("workflow.step.jobs", {}) },
    ],
    isStoppable: true,
    run: followToTheEnd,
    undo: "nothing",
  });

/** How the bot will know which run is its own. */
function toldApartBy({ takesRequest, showsRequest }: Pick<RunFacts, "takesRequest" | "showsRequest">): Sentence {
  const input = requestInput;
  if (!takesRequest) return say("workflow.value.unmarked", { input });
  return showsRequest ? say("workflow.value.marked", { input }) : say("workflow.value.untitled", { input });
}

const endedOf = (checkpoint: unknown): Ended => {
  const of = (name: string): unknown =>
    typeof checkpoint === "object" && checkpoint !== null ? Reflect.get(checkpoint, name) : undefined;
  return { number: Number(of("number") ?? 0), url: String(of("url") ?? ""), sha: firstLetters(String(of("sha") ?? ""), 12) };
};
