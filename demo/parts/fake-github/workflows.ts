import type { KnownRepository } from "./world.ts";

const folder = ".github/workflows/";

export interface KnownWorkflow {
  readonly id: number;
  readonly path: string;
}

/** The workflows of a repository: every file of that folder on the default branch. */
export const workflowsOf = ({ id, files }: KnownRepository): readonly KnownWorkflow[] =>
  [...files.keys()].filter((path) => path.startsWith(folder)).map((path, at) => ({ id: id * 100 + at, path }));

/** By id or by file name, as GitHub takes either. */
export const workflowOf = (repository: KnownRepository, named: string): KnownWorkflow | undefined =>
  workflowsOf(repository).find(({ id, path }) => String(id) === named || path === `${folder}${named}`);
