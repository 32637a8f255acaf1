declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly workflowRuns: WorkflowRuns;
  }
}

/** A workflow file of a repository. */
export interface WorkflowTarget {
  readonly repository: string;
  /** Name of the file in `.github/workflows/`. */
  readonly file: string;
}

/** One input that a workflow declares. */
export interface WorkflowInput {
  readonly name: string;
  readonly type: "string" | "choice" | "boolean" | "number" | "environment";
  readonly isRequired: boolean;
  /** `null`: none. */
  readonly otherwise: string | null;
  /** Of a choice. */
  readonly options: readonly string[];
}

export interface SeenWorkflow {
  readonly title: string;
  /** `active`, or why it does not run: `disabled_manually`, `disabled_inactivity` … */
  readonly state: string;
  readonly url: string;
  /** The branch or tag: what was asked for, or the default branch. */
  readonly ref: string;
  readonly defaultBranch: string;
  /** The commit it is at. */
  readonly sha: string;
  /** `null`: it has no `workflow_dispatch` trigger at that commit. */
  readonly inputs: readonly WorkflowInput[] | null;
  /** Whether the title of its runs shows the input of this name. */
  readonly showsInput: (name: string) => boolean;
}

export interface RunDispatch extends WorkflowTarget {
  readonly ref: string;
  readonly inputs: { readonly [name: string]: string };
}

export interface SeenRun {
  readonly id: number;
  readonly number: number;
  readonly workflow: string;
  readonly title: string;
  readonly event: string;
  readonly sha: string;
  readonly url: string;
  readonly createdAtMs: number;
  readonly state: "queued" | "waiting" | "running" | "over";
  /** Of one that is over: `success`, `failure`, `cancelled` … */
  readonly conclusion: string | null;
}

export interface SeenJob {
  readonly name: string;
  readonly state: "queued" | "waiting" | "running" | "over";
  readonly conclusion: string | null;
}

/**
 * Workflows and their runs. Methods throw `UpstreamError` (service "github"), `NotFoundError`, and `NotAllowedError` naming the
 * permission that is missing.
 */
export interface WorkflowRuns {
  /**
   * Looks before anybody is asked: there, readable, and dispatchable as far as can be told.
   * @param ref branch or tag; `null` for the default branch
   * @throws NotFoundError when the repository, the workflow or the ref does not exist
   * @throws ConflictError when the repository is archived, or the file cannot be read as a workflow
   */
  look(target: WorkflowTarget, ref: string | null, signal?: AbortSignal): Promise<SeenWorkflow>;
  /**
   * Sent at most once. @returns the run's id, or `null` from a server that does not tell.
   * @param beforeSend awaited in the last moment before it leaves; what it throws is thrown, and nothing is sent
   */
  dispatch(dispatch: RunDispatch, signal?: AbortSignal, beforeSend?: () => Promise<void>): Promise<number | null>;
  /** Number of the newest run of a workflow; 0 when there was none. */
  newest(target: WorkflowTarget, signal?: AbortSignal): Promise<number>;
  /** Runs that were dispatched on that ref and have a higher number, newest first, of the last hundred. */
  dispatchedAfter(
    target: WorkflowTarget & { readonly ref: string; readonly number: number },
    signal?: AbortSignal,
  ): Promise<readonly SeenRun[]>;
  /** A run with its jobs as they are; `undefined` when it does not exist (yet). Paced: it may wait for its turn. */
  run(
    repository: string,
    id: number,
    signal?: AbortSignal,
  ): Promise<{ readonly run: SeenRun; readonly jobs: readonly SeenJob[] } | undefined>;
  /**
   * Runs of a repository that were created before then and are not over, oldest first. Paced, too; several that ask for a time in the past
   * within seconds are told the same.
   */
  unfinished(repository: string, beforeMs: number, signal?: AbortSignal): Promise<readonly SeenRun[]>;
  /** Asks GitHub to cancel it. Nothing happens when it is over. */
  cancel(repository: string, id: number, signal?: AbortSignal): Promise<void>;
  /** This many milliseconds after `beforeSend`, a dispatch that was not answered can no longer arrive. */
  readonly settleMs: number;
}
