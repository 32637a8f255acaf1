import { createHash } from "node:crypto";

export const defaultBranch = "main";

/** What the default branch of a repository holds. */
export type RepositoryFiles = Map<string, string>;

export const createRepositoryFiles = (files: readonly { readonly path: string; readonly content: string }[]): RepositoryFiles =>
  new Map(files.map(({ path, content }) => [path, content]));

/** Stands for the commit that holds these files: another content is another commit. */
export function commitOf(files: RepositoryFiles): string {
  const sorted = [...files].sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash("sha1").update(JSON.stringify(sorted)).digest("hex");
}
