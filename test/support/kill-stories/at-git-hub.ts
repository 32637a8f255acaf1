import { readPlatformTemplates } from "../../../src/configuration/platform-templates.ts";
import { readConfigFile } from "../../../src/configuration/read-file.ts";
import { filled } from "../../../src/domain/workflow-template.ts";
import { checked, type KillStory, notSucceeded, type } from "./story.ts";

/** It is dispatched once, whatever happens, and followed to its end. Its records are gone through in workflow-runs.test.ts. */
export const runWorkflow: KillStory = {
  operation: "run",
  about: "workflows",
  own: /^(?:before|after) dispatch/,
  begin: async (stage, subject) => {
    const { github } = stage.dying.world;
    return {
      ask: type(stage, subject, `run ${subject} profile=release`),
      broken: checked(stage, subject, async (request) => {
        const runs = github.runs().filter(({ title }) => title.includes(request.id));
        return [
          ...notSucceeded(request),
          ...(runs.length === 1 && runs[0]?.conclusion === "success" ? [] : [`${runs.length} runs: ${runs[0]?.conclusion}`]),
        ];
      }),
    };
  },
};

const branch = "profinaut/workflows";
const templates = readPlatformTemplates("github");

/** One pull request with exactly what differs, on a branch of its own. Its records are gone through in install-workflows.test.ts. */
export const installWorkflows: KillStory = {
  operation: "install-workflows",
  about: "others",
  only: "the-proposal",
  own: /^(?:before|after) (?:make the commit|point|open the pull request)/,
  begin: async (stage, subject) => {
    const { github, platform, repository, configFile } = stage.dying.world;
    const names = { defaultBranch: "main", ...platform, roles: Object.keys(readConfigFile(configFile).roles).join(" ") };
    // What the one before proposed is merged, and gone again.
    for (const { number, state } of github.pulls()) if (state === "open") github.mergePull(repository, number);
    for (const { path } of templates) github.commitFile({ repository, path, content: null });
    const before = github.pulls().length;
    return {
      ask: type(stage, subject, `install-workflows ${subject}`),
      broken: checked(stage, subject, async (request) => {
        const news = github.pulls().slice(before);
        return [
          ...notSucceeded(request),
          ...(news.length === 1 && news[0]?.state === "open" ? [] : [`${news.length} pull requests`]),
          ...(news[0]?.body.includes(request.id) === true ? [] : ["the pull request is of another request"]),
          ...templates.flatMap((template) => [
            ...(github.file(repository, template.path, branch) === filled(template, names)
              ? []
              : [`${template.path} is not proposed`]),
            ...(github.file(repository, template.path) === undefined ? [] : [`${template.path} is on the default branch`]),
          ]),
          ...(github.file(repository, "README.md", branch) === github.file(repository, "README.md") ? [] : ["more was changed"]),
        ];
      }),
    };
  },
};
