declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly tree: RepositoryTree;
  }
}

export interface TrackedFiles {
  /** From the top of the repository, with slashes. */
  readonly paths: readonly string[];
  /** False when the repository holds more than anybody may list. */
  readonly isWhole: boolean;
}

/** What is tracked in a repository, by name. */
export interface RepositoryTree {
  /**
   * Files on the default branch as it is now; none in an empty repository.
   * @throws NotFoundError, NotAllowedError, UpstreamError (service "github")
   */
  files(repository: string, signal?: AbortSignal): Promise<TrackedFiles>;
}
