declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly proposals: Proposals;
  }
}

/** The one branch of a repository that holds a proposal. */
export interface ProposalPlace {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
}

/** A proposal that people can merge. */
export interface OpenProposal {
  readonly number: number;
  readonly url: string;
  /** What it says of itself. */
  readonly text: string;
}

/** One that people have merged. */
export interface MergedProposal extends OpenProposal {
  /** The newest commit in it. */
  readonly commit: string;
}

/** What a proposal would be made on. */
export interface Ground {
  readonly defaultBranch: string;
  /** The newest commit of the default branch. */
  readonly head: string;
  /** The newest commit of the proposal's branch; `null`: there is none. */
  readonly tip: string | null;
  readonly open: OpenProposal | null;
  /** What is at the paths that were asked for: in the proposal that is open, otherwise in the default branch. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Changes of files in a repository that people read and merge. Nothing here writes to the default branch or moves a branch to where it
 * has not been. Methods throw `UpstreamError` (service "github"), `NotFoundError`, and `NotAllowedError` with what is missing.
 */
export interface Proposals {
  /** @throws ConflictError for a repository that takes none: archived, a fork, empty, or with a rule against the branch. Nothing changed. */
  look(place: ProposalPlace, paths: readonly string[], signal?: AbortSignal): Promise<Ground>;
  /** Makes a commit that nobody sees until the branch points to it. @returns its hash */
  commit(
    place: ProposalPlace,
    change: {
      /** Its first one is the state that `files` are laid over. */
      readonly parents: readonly [string, ...string[]];
      readonly files: ReadonlyMap<string, string>;
      readonly message: string;
    },
    signal?: AbortSignal,
  ): Promise<string>;
  /** Where the branch is; `null`: there is none. */
  tip(place: ProposalPlace, signal?: AbortSignal): Promise<string | null>;
  /** What a commit says of itself, and what it is on. */
  about(
    place: ProposalPlace,
    commit: string,
    signal?: AbortSignal,
  ): Promise<{ readonly message: string; readonly parents: readonly string[] }>;
  /**
   * Lets the branch point to a commit; twice is the same.
   * @param from where it was seen last, `null` for nowhere
   * @throws ConflictError when somebody moved it meanwhile, or may not be moved. Nothing changed.
   */
  point(place: ProposalPlace, to: { readonly from: string | null; readonly commit: string }, signal?: AbortSignal): Promise<void>;
  /** Removes the branch; twice is the same. */
  remove(place: ProposalPlace, signal?: AbortSignal): Promise<void>;
  /** The proposal that is open for the branch; `null`: there is none. */
  find(place: ProposalPlace, signal?: AbortSignal): Promise<OpenProposal | null>;
  /** Those of the branch that people have merged, newest first. */
  merged(place: ProposalPlace, signal?: AbortSignal): Promise<readonly MergedProposal[]>;
  /** Opens one, or rewrites what the open one says; twice is the same. */
  open(
    place: ProposalPlace,
    proposal: { readonly onto: string; readonly title: string; readonly text: string },
    signal?: AbortSignal,
  ): Promise<OpenProposal>;
  /** Closes it unmerged; twice is the same. */
  close(place: ProposalPlace, number: number, signal?: AbortSignal): Promise<void>;
}
