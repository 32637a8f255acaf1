import { aCaseWithRepository, brokenProposal } from "../proposed-workflows.ts";
import { aRotationCase } from "../rotation-case.ts";
import { brokenRun, moveRuns } from "../workflow-run.ts";
import { type FlipStory, inRedis } from "./story.ts";

export const runWorkflow: FlipStory = {
  operation: "run",
  running: { dispatching: "workflowRuns.dispatch 1 before", dispatched: "workflowRuns.dispatch 1 after" },
  begin: async (worlds) => {
    const { aCase, memory, stop } = await inRedis(worlds, (keptIn) => aRotationCase(worlds.platform, { keptIn }));
    const runs = () => aCase.fake.runs();
    return {
      ...{ ...aCase, memory, stop },
      ask: (processRun) => processRun.submit("run build level=high"),
      meanwhile: () => moveRuns(aCase),
      outside: async () => ({ once: runs().map(({ title }) => title) }),
      wrong: async () => (runs().length <= 1 ? [] : [`${runs().length} runs`]),
      broken: () => brokenRun(aCase),
    };
  },
};

export const installWorkflows: FlipStory = {
  operation: "install-workflows",
  running: { committed: "proposals.point 1 after", proposed: "proposals.open 1 after" },
  begin: async (worlds) => {
    const { aCase, memory, stop } = await inRedis(worlds, (keptIn) => aCaseWithRepository(worlds.platform, { keptIn }));
    const pulls = () => aCase.fake.pulls().map(({ number, state, body }) => [number, state, body]);
    return {
      ...{ ...aCase, memory, stop },
      ask: (processRun) => processRun.submit("install-workflows first time"),
      outside: async () => ({ once: pulls() }),
      wrong: async () => [
        ...(pulls().length <= 1 ? [] : [`${pulls().length} pull requests`]),
        ...(await brokenProposal(aCase).catch(() => [])).filter((each) => /default branch/.test(each)),
      ],
      broken: () => brokenProposal(aCase),
    };
  },
};
