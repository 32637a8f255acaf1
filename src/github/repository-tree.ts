import type { z } from "zod";
import { UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { RepositoryTree, TrackedFiles } from "../ports/repository-tree.ts";
import type { GitHubAnswer, GitHubClient } from "./client.ts";
import { repositoryNames } from "./destination-names.ts";
import { DefaultBranch, GitTree } from "./wire.ts";

/** Enough for half a million files in folders that each fit one answer. */
const mostRequests = 100;

interface Folder {
  /** A tree's SHA, or the branch whose tree it is. */
  readonly tree: string;
  /** Empty, or ends with `/`. */
  readonly path: string;
}

/**
 * Reads names from GitHub's tree of a repository. A tree of more than 100,000 entries or 7 MB is cut short and marked so; then
 * its folders are asked for one by one. https://docs.github.com/en/rest/git/trees#get-a-tree
 */
export function createRepositoryTree({ client }: { readonly client: GitHubClient }): RepositoryTree {
  return {
    async files(repository, signal) {
      const { owner, repo } = repositoryNames(repository);
      const read = async <T extends z.ZodType>(route: string, shape: T, parameters: object = {}): Promise<z.infer<T>> => {
        const subject = { what: repository, need: "Contents: read", signal };
        const answer = await client.read({ route, parameters: { owner, repo, ...parameters }, ...subject });
        return parsed(shape, answer, repository);
      };
      const treeOf = (tree: string, recursive: boolean): Promise<GitTree> =>
        read("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", GitTree, {
          tree_sha: tree,
          ...(recursive ? { recursive: "1" } : {}),
        });

      const { default_branch } = await read("GET /repos/{owner}/{repo}", DefaultBranch);
      try {
        return await walk(default_branch, treeOf);
      } catch (error) {
        // "Git Repository is empty."
        if (error instanceof UpstreamError && error.status === 409) return { paths: [], isWhole: true };
        throw error;
      }
    },
  };
}

async function walk(branch: string, treeOf: (tree: string, recursive: boolean) => Promise<GitTree>): Promise<TrackedFiles> {
  const paths: string[] = [];
  const folders: Folder[] = [{ tree: branch, path: "" }];
  let asked = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    if (asked + 2 > mostRequests) return { paths, isWhole: false };
    const { path } = folder;
    asked += 1;
    const whole = await treeOf(folder.tree, true);
    if (!whole.truncated) {
      paths.push(...filesIn(whole, path));
      continue;
    }
    asked += 1;
    const level = await treeOf(folder.tree, false);
    paths.push(...filesIn(level, path));
    folders.push(
      ...level.tree.filter(({ type }) => type === "tree").map((entry) => ({ tree: entry.sha, path: `${path}${entry.path}/` })),
    );
    if (level.truncated) return { paths, isWhole: false };
  }
  return { paths, isWhole: true };
}

const filesIn = ({ tree }: GitTree, folder: string): readonly string[] =>
  tree.filter(({ type }) => type === "blob").map(({ path }) => `${folder}${path}`);

function parsed<T extends z.ZodType>(shape: T, { data, status }: GitHubAnswer, what: string): z.infer<T> {
  const result = shape.safeParse(data);
  if (result.success) return result.data;
  const about = { service: "github", effect: "none", retryable: true, status } as const;
  throw new UpstreamError("github.strange-answer", say("github.strange-answer", { what }), about);
}
