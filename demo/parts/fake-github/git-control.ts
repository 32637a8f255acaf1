import { z } from "zod";
import type { Pull } from "./git-store.ts";
import { defaultBranch } from "./repository-files.ts";
import type { World } from "./world.ts";

export const CommitFile = z.strictObject({
  repository: z.string(),
  /** Default: the default branch. */
  branch: z.string().default(defaultBranch),
  path: z.string(),
  /** `null`: it is deleted. */
  content: z.string().nullable(),
});
export type CommitFile = z.input<typeof CommitFile>;

export interface SeenPull extends Pick<Pull, "number" | "title" | "body" | "state" | "head" | "base"> {
  readonly repository: string;
  readonly isMerged: boolean;
}

/** What people do in the repository, for tests and the reader of the demo. */
export interface GitControl {
  /** All pull requests there ever were, oldest first. */
  pulls(): readonly SeenPull[];
  /** Somebody commits one file. */
  commitFile(file: CommitFile): void;
  /** @throws Error when there is none that is open */
  mergePull(repository: string, number: number): void;
  /** What a branch holds at a path; `undefined` for nothing. */
  file(repository: string, path: string, branch?: string): string | undefined;
  /** Where a branch points. */
  tip(repository: string, branch: string): string | undefined;
  /** A rule of the repository keeps everybody from making or moving this branch. */
  lockBranch(repository: string, branch: string): void;
}

export function createGitControl(world: World, now: () => number): GitControl {
  const known = (name: string) => {
    const repository = world.repository(name);
    if (repository === undefined) throw new Error(`the fake has no repository ${name}`);
    return repository;
  };
  return {
    pulls: () =>
      world.repositories.flatMap(({ fullName, git }) =>
        git.pulls.map(({ number, title, body, state, head, base, mergedAt }) => ({
          ...{ repository: fullName, number, title, body, state, head, base, isMerged: mergedAt !== null },
        })),
      ),
    commitFile(file) {
      const { repository, branch, path, content } = CommitFile.parse(file);
      const { git, files } = known(repository);
      const before = git.tip(branch);
      const tree = new Map(git.filesAt(branch));
      if (branch === defaultBranch) {
        if (content === null) files.delete(path);
        else files.set(path, content);
        return void git.tip(branch);
      }
      if (content === null) tree.delete(path);
      else tree.set(path, content);
      const parents = before === undefined ? [] : [before];
      git.point(branch, git.putCommit({ tree: git.putTree(tree), parents, message: "By hand" }));
    },
    mergePull(repository, number) {
      const { git } = known(repository);
      const pull = git.pulls.find((one) => one.number === number && one.state === "open");
      if (pull === undefined) throw new Error(`${repository} has no open pull request ${number}`);
      git.merge(pull, new Date(now()).toISOString().replace(/\.\d+/, ""));
    },
    file: (repository, path, branch = defaultBranch) => known(repository).git.filesAt(branch)?.get(path),
    tip: (repository, branch) => known(repository).git.tip(branch),
    lockBranch: (repository, branch) => void known(repository).git.locked.add(branch),
  };
}
