import { firstLetters } from "../domain/cut.ts";
import { operation } from "../domain/operation.ts";
import { say } from "../domain/sentence.ts";
import { stricter } from "./rotate/stricter.ts";
import { lookBeforeRunning, workflowNamed } from "./run/facts.ts";
import { RunWords, runWords } from "./run/input.ts";
import { dispatch, type Ended, followToTheEnd, takeBackDispatch } from "./run/steps.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "workflow.summary": NoParams;
    "workflow.title": { title: string; ref: string };
    "workflow.label.file": NoParams;
    "workflow.label.ref": NoParams;
    "workflow.label.inputs": NoParams;
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
  lock: ({ workflow }) => `workflow/${workflow}`,
  admit: ({ workflow }, settings) => {
    workflowNamed(workflow, settings);
  },
  look: lookBeforeRunning,
  describe: (_, { repository, file, title, ref, sha, inputs }) => ({
    title: say("workflow.title", { title, ref }),
    facts: [
      { label: say("workflow.label.file", {}), value: say("workflow.value.file", { repository, file }) },
      { label: say("workflow.label.ref", {}), value: say("workflow.value.ref", { ref, sha: firstLetters(sha, 12) }) },
      {
        label: say("workflow.label.inputs", {}),
        value: say("workflow.value.inputs", { inputs: inputs.map(({ name, value }) => `${name}=${value}`) }),
      },
    ],
    impact: say("workflow.impact", { repository, ref }),
  }),
  approval: ({ workflow }, defaults, settings) => stricter(defaults, workflowNamed(workflow, settings).approval),
  outcome: (_, { title }, done) => say("workflow.done", { title, ...endedOf(done["follow"]) }),
})
  .step("dispatch", {
    parts: (_, { file, ref }) => [{ id: "dispatch", title: say("workflow.step.dispatch", { file, ref }) }],
    run: dispatch,
    undo: { back: takeBackDispatch },
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

const endedOf = (checkpoint: unknown): Ended => {
  const of = (name: string): unknown =>
    typeof checkpoint === "object" && checkpoint !== null ? Reflect.get(checkpoint, name) : undefined;
  return { number: Number(of("number") ?? 0), url: String(of("url") ?? ""), sha: firstLetters(String(of("sha") ?? ""), 12) };
};
