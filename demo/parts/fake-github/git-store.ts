import { createHash } from "node:crypto";
import { commitOf, defaultBranch, type RepositoryFiles } from "./repository-files.ts";

/** All files of one state, by path. A tree here is whole: folders have no objects of their own. */
export type Tree = ReadonlyMap<string, string>;

export interface GitCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

export interface Pull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  title: string;
  body: string;
  state: "open" | "closed";
  mergedAt: string | null;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  /** What its branch held when it was merged, whatever became of the branch. */
  mergedHead?: string;
}

/** Git's objects of one repository, and its pull requests. The default branch is what `files` say at any moment. */
export interface GitStore {
  tree(sha: string): Tree | undefined;
  putTree(tree: Tree): string;
  commit(sha: string): GitCommit | undefined;
  putCommit(commit: GitCommit): string;
  /** Where a branch points; `undefined` when there is none. */
  tip(branch: string): string | undefined;
  point(branch: string, sha: string): void;
  remove(branch: string): void;
  /** Whether `ancestor` is in the history of `sha`, or `sha` itself. */
  isIn(ancestor: string, sha: string): boolean;
  /** What a branch or a commit holds. */
  filesAt(ref: string): Tree | undefined;
  /** Branches that nobody may make, move or delete but by a pull request. */
  readonly locked: Set<string>;
  readonly pulls: Pull[];
  /** The default branch gets what the branch of a pull request holds. */
  merge(pull: Pull, at: string): void;
  /** Branches and pull requests are gone; the default branch stays as it is. */
  clear(): void;
}

export function createGitStore(files: RepositoryFiles): GitStore {
  const trees = new Map<string, Tree>();
  const commits = new Map<string, GitCommit>();
  const branches = new Map<string, string>();
  const pulls: Pull[] = [];
  const locked = new Set<string>();
  let lastHead: string | undefined;

  const putTree = (tree: Tree): string => {
    const sha = commitOf(new Map(tree));
    trees.set(sha, new Map(tree));
    return sha;
  };
  const putCommit = (commit: GitCommit): string => {
    const sha = createHash("sha1")
      .update(JSON.stringify([commit, commits.size]))
      .digest("hex");
    commits.set(sha, commit);
    return sha;
  };
  /** The default branch is moved by whoever changes the files, also by hand: each state of them is a commit. */
  const head = (parents?: readonly string[]): string | undefined => {
    if (files.size === 0) return undefined;
    const sha = commitOf(files);
    if (sha !== lastHead) {
      const before = parents ?? (lastHead === undefined ? [] : [lastHead]);
      if (!commits.has(sha)) commits.set(sha, { tree: putTree(files), parents: before, message: "A commit of the fake" });
      lastHead = sha;
    }
    return sha;
  };
  const tip = (branch: string): string | undefined => (branch === defaultBranch ? head() : branches.get(branch));
  const isIn = (ancestor: string, sha: string): boolean =>
    ancestor === sha || (commits.get(sha)?.parents ?? []).some((parent) => isIn(ancestor, parent));

  return {
    ...{ putTree, putCommit, tip, isIn, pulls, locked },
    tree: (sha) => {
      head();
      return trees.get(sha);
    },
    commit: (sha) => {
      head();
      return commits.get(sha);
    },
    point: (branch, sha) => void branches.set(branch, sha),
    remove: (branch) => void branches.delete(branch),
    filesAt: (ref) => trees.get(commits.get(tip(ref) ?? ref)?.tree ?? ""),
    merge: (pull, at) => {
      const [base, merged] = [head(), branches.get(pull.head)];
      const held = trees.get(commits.get(merged ?? "")?.tree ?? "");
      if (base === undefined || merged === undefined || held === undefined) throw new Error("there is nothing to merge");
      for (const [path, content] of held) files.set(path, content);
      head([base, merged]);
      Object.assign(pull, { state: "closed", mergedAt: at, mergedHead: merged, closedAt: at, updatedAt: at });
    },
    clear: () => {
      branches.clear();
      locked.clear();
      pulls.length = 0;
    },
  };
}
