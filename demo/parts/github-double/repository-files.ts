export const DEFAULT_BRANCH = "main";

/** What the default branch of a repository holds. */
export type RepositoryFiles = Map<string, string>;

export const createRepositoryFiles = (files: readonly { readonly path: string; readonly content: string }[]): RepositoryFiles =>
  new Map(files.map(({ path, content }) => [path, content]));
