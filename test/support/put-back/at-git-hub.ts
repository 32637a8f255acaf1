import { aRoleStage, notSucceeded } from "./app-roles.ts";
import type { PutBackStory } from "./story.ts";

const repository = "acme/profinaut";
const branch = "profinaut/workflows";

export const runWorkflow: PutBackStory = {
  operation: "run",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aRoleStage(platform, anchor);
    const { fake } = stage.aCase;
    return {
      ...stage,
      ask: (processRun) => processRun.submit("run build level=high"),
      meanwhile: async () => {
        for (const { id } of fake.runs()) await fake.advanceRun(id);
      },
      outside: async () => fake.runs().map(({ title }) => title),
      wrong: async () => {
        const titles = fake.runs().map(({ title }) => title);
        return titles.filter((title, at) => titles.indexOf(title) !== at).map((title) => `${title} ran twice`);
      },
      unlike: async (request) => [
        ...notSucceeded(request),
        ...(fake.runs().filter(({ title }) => title.includes(request.id)).length === 1 ? [] : ["it did not run once"]),
      ],
    };
  },
};

export const installWorkflows: PutBackStory = {
  operation: "install-workflows",
  isAboutRole: false,
  begin: async (platform, anchor) => {
    const stage = await aRoleStage(platform, anchor);
    const { fake } = stage.aCase;
    fake.commitFile({ repository, path: "README.md", content: "hello\n" });
    return {
      ...stage,
      // What the one before proposed is merged, and gone again.
      ready: async () => {
        for (const { number, state } of fake.pulls()) if (state === "open") fake.mergePull(repository, number);
        for (const path of [".github/workflows/one.yml", ".github/profinaut/shared.sh"])
          if (fake.file(repository, path) !== undefined) fake.commitFile({ repository, path, content: null });
      },
      ask: (processRun) => processRun.submit("install-workflows first time"),
      outside: async () => [fake.pulls().map(({ number, state }) => `${number} ${state}`), fake.tip(repository, branch)],
      wrong: async () => {
        const asked = fake.pulls().map(({ body }) => /req_[0-9a-f]+/.exec(body)?.[0]);
        return asked.filter((id, at) => asked.indexOf(id) !== at).map((id) => `${id} has several pull requests`);
      },
      unlike: async (request) => [
        ...notSucceeded(request),
        ...(fake.pulls().filter(({ body, state }) => state === "open" && body.includes(request.id)).length === 1
          ? []
          : ["it did not propose once"]),
      ],
    };
  },
};
