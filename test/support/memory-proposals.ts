import { ConflictError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import type { MergedProposal, OpenProposal, Proposals } from "../../src/ports/proposals.ts";

interface Commit {
  readonly files: ReadonlyMap<string, string>;
  readonly parents: readonly string[];
  readonly message: string;
}

export interface MemoryProposals {
  readonly proposals: Proposals;
  /** The default branch; whoever changes it makes a commit. */
  readonly files: Map<string, string>;
  /** What the branch of proposals holds. */
  branch(): ReadonlyMap<string, string> | undefined;
  /** Somebody commits to it. */
  commitByHand(path: string, content: string): void;
  readonly opened: (OpenProposal & { isOpen: boolean })[];
  /** Somebody merges what is open. */
  merge(): void;
  /** Somebody opens one by hand. */
  openByHand(text: string): void;
}

/** A repository in memory that takes proposals, with the same meaning as one at GitHub. */
export function createMemoryProposals(files: Map<string, string>): MemoryProposals {
  const commits = new Map<string, Commit>();
  const opened: (OpenProposal & { isOpen: boolean })[] = [];
  const merged: MergedProposal[] = [];
  let branch: string | null = null;
  let heads = 0;

  const put = (commit: Commit): string => {
    const id = `commit-${commits.size + 1}`;
    commits.set(id, commit);
    return id;
  };
  const isIn = (one: string, other: string): boolean =>
    one === other || (commits.get(other)?.parents ?? []).some((parent) => isIn(one, parent));
  const open = (): (OpenProposal & { isOpen: boolean }) | undefined => opened.find(({ isOpen }) => isOpen);
  const seen = (): OpenProposal | null => {
    const { number, url, text } = open() ?? { number: 0, url: "", text: "" };
    return number === 0 ? null : { number, url, text };
  };
  const onBranch = () => (branch === null ? undefined : commits.get(branch)?.files);

  return {
    files,
    opened,
    branch: onBranch,
    commitByHand: (path, content) => {
      branch = put({
        files: new Map([...(onBranch() ?? files), [path, content]]),
        parents: branch === null ? [] : [branch],
        message: "by hand",
      });
    },
    merge: () => {
      for (const [path, content] of onBranch() ?? []) files.set(path, content);
      const now = seen();
      if (now !== null) merged.unshift({ ...now, commit: branch ?? "" });
      for (const each of opened) each.isOpen = false;
    },
    openByHand: (text) => {
      const number = opened.length + 1;
      opened.push({ number, url: `https://github.com/acme/profinaut/pull/${number}`, text, isOpen: true });
    },
    proposals: {
      look: async (_, paths) => {
        heads += 1;
        commits.set(`head-${heads}`, { files: new Map(files), parents: [], message: "the head" });
        const held = open() === undefined ? files : (onBranch() ?? files);
        const found = paths.flatMap((path) => {
          const content = held.get(path);
          return content === undefined ? [] : [[path, content] as const];
        });
        return { defaultBranch: "main", head: `head-${heads}`, tip: branch, open: seen(), files: new Map(found) };
      },
      commit: async (_, { parents, files: changed, message }) =>
        put({ files: new Map([...(commits.get(parents[0])?.files ?? []), ...changed]), parents, message }),
      about: async (_, commit) => commits.get(commit) ?? { message: "", parents: [] },
      tip: async () => branch,
      point: async ({ repository, branch: name }, { commit }) => {
        if (branch !== null && !isIn(branch, commit))
          throw new ConflictError("github.branch-moved", say("github.branch-moved", { what: repository, branch: name }));
        branch = commit;
      },
      remove: async () => {
        branch = null;
      },
      find: async () => seen(),
      merged: async () => merged,
      open: async ({ repository }, { text }) => {
        const there = open();
        const number = there?.number ?? opened.length + 1;
        const proposal = { number, url: `https://github.com/${repository}/pull/${number}`, text };
        if (there === undefined) opened.push({ ...proposal, isOpen: true });
        else Object.assign(there, proposal);
        return proposal;
      },
      close: async (_, number) => {
        for (const each of opened) if (each.number === number) each.isOpen = false;
      },
    },
  };
}
