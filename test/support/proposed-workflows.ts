import { brokenStory } from "./invariants.ts";
import { aRotationCase, type CaseOptions, type RotationCase } from "./rotation-case.ts";
import type { SmallPlatform } from "./small-platform.ts";

export const repository = "acme/profinaut";
export const branch = "profinaut/workflows";

/** A repository that has a branch to propose to. */
export async function aCaseWithRepository(platform: SmallPlatform, options?: CaseOptions): Promise<RotationCase> {
  const aCase = await aRotationCase(platform, options);
  aCase.fake.commitFile({ repository, path: "README.md", content: "hello\n" });
  return aCase;
}

/** What must hold at the end and does not. */
export async function brokenProposal({ fake, memory, view, newest }: RotationCase): Promise<readonly string[]> {
  const request = await newest();
  const pulls = fake.pulls();
  return [
    ...(request?.state === "succeeded" ? [] : [`ended as ${request?.state}: ${JSON.stringify(request?.note)}`]),
    ...(pulls.length === 1 && pulls[0]?.state === "open" ? [] : [`${pulls.length} pull requests`]),
    ...(pulls[0]?.body.includes(request?.id ?? "?") ? [] : ["the pull request is nobody's"]),
    ...(fake.file(repository, ".github/workflows/one.yml", branch)?.endsWith("name: One\non: push\n") ? [] : ["no workflow"]),
    ...(fake.file(repository, ".github/profinaut/shared.sh", branch)?.endsWith("branch=main\n") ? [] : ["no script"]),
    ...(fake.file(repository, ".github/workflows/one.yml") === undefined ? [] : ["it wrote to the default branch"]),
    ...view.alarms.map(({ key }) => `alarm: ${key}`),
    ...brokenStory({
      requests: (await memory.store.recent(100)).toReversed(),
      trail: await memory.audit.entries(1, 10_000),
      cards: view.cards().map(({ requestId, revision, lines }) => ({
        requestId,
        isTrue: (one) => one.revision === revision,
        lines,
      })),
      isUnsaid: () => false,
      secrets: [],
      sinks: [],
    }),
  ];
}
