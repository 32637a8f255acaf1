import { type Brief, operation } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Standing } from "../domain/workflow-template.ts";
import { type FileFacts, type InstallFacts, isProposed, lookBeforeInstalling } from "./install-workflows/facts.ts";
import { InstallInput } from "./install-workflows/input.ts";
import { compensateOpening, compensatePush, findOpened, findPushed, open, push } from "./install-workflows/propose.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "install-workflows.summary": NoParams;
    "install-workflows.title": { repository: string };
    "install-workflows.title-again": { repository: string; number: number };
    "install-workflows.label.added": NoParams;
    "install-workflows.label.changed": NoParams;
    "install-workflows.label.edited": NoParams;
    "install-workflows.label.kept": NoParams;
    "install-workflows.label.same": NoParams;
    "install-workflows.value.files": { files: readonly string[] };
    "install-workflows.impact": { defaultBranch: string };
    "install-workflows.impact-edited": { defaultBranch: string };
    "install-workflows.step.push": { count: number };
    "install-workflows.step.open": NoParams;
    "install-workflows.step.renew": { number: number };
    "install-workflows.done": { number: number; url: string };
  }
}

const labels: readonly (readonly [Standing, Sentence])[] = [
  ["added", say("install-workflows.label.added", {})],
  ["changed", say("install-workflows.label.changed", {})],
  ["edited", say("install-workflows.label.edited", {})],
  ["kept", say("install-workflows.label.kept", {})],
  ["same", say("install-workflows.label.same", {})],
];

/**
 * Proposes the workflows of the platform's repository by a pull request, with exactly what differs. People merge it; the bot writes
 * to no branch but its own, and what people changed by hand is shown before anybody is asked.
 */
export const installWorkflows = operation({
  name: "install-workflows",
  summary: say("install-workflows.summary", {}),
  usage: "[reason]",
  examples: ["install-workflows", "install-workflows new version of the bot"],
  input: InstallInput,
  words: ({ reason }) => ({ words: reason.split(" ").filter((word) => word !== ""), flags: [] }),
  reason: ({ reason }) => reason,
  lock: () => "install-workflows",
  validateConfiguration: () => {},
  plan: lookBeforeInstalling,
  describe: (_, { repository, defaultBranch, open: there, files }): Brief => ({
    title:
      there === null
        ? say("install-workflows.title", { repository })
        : say("install-workflows.title-again", { repository, number: there.number }),
    facts: labels.flatMap(([standing, label]) => factOf(files, standing, label)),
    impact: files.some(({ standing }) => standing === "edited")
      ? say("install-workflows.impact-edited", { defaultBranch })
      : say("install-workflows.impact", { defaultBranch }),
  }),
  approval: (_, defaults) => defaults,
  outcome: (_, __, done) => say("install-workflows.done", pullOf(done["open"])),
})
  .step("push", {
    parts: (_, { files }) => [
      { id: "push", title: say("install-workflows.step.push", { count: files.filter(isProposed).length }) },
    ],
    find: findPushed,
    run: push,
    undo: { back: compensatePush },
  })
  .step("open", {
    parts: (_, { open: there }) => [
      {
        id: "open",
        title:
          there === null ? say("install-workflows.step.open", {}) : say("install-workflows.step.renew", { number: there.number }),
      },
    ],
    find: findOpened,
    run: open,
    undo: { back: compensateOpening },
  });

function factOf(files: InstallFacts["files"], standing: Standing, label: Sentence): Brief["facts"] {
  const named = files.filter((file) => file.standing === standing).map(lineOf);
  return named.length === 0 ? [] : [{ label, value: say("install-workflows.value.files", { files: named }) }];
}

/** `release-build.yml (+12 −3)` */
const lineOf = (file: FileFacts): string => {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  if (!isProposed(file)) return name;
  return file.removed === 0 ? `${name} (+${file.added})` : `${name} (+${file.added} −${file.removed})`;
};

const pullOf = (checkpoint: unknown): { readonly number: number; readonly url: string } => ({
  number: Number(Object(checkpoint).number),
  url: String(Object(checkpoint).url),
});
