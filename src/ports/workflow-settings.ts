import type { ApprovalPolicy } from "../domain/approval.ts";

declare module "../domain/operation.ts" {
  interface OperationSettings {
    /** The workflows of the configuration, by the name people type. */
    readonly workflows: ReadonlyMap<string, WorkflowSettings>;
  }
}

/** What the configuration says about one workflow that may be dispatched. */
export interface WorkflowSettings {
  readonly name: string;
  /** `owner/name` */
  readonly repository: string;
  /** Name of the file in `.github/workflows/`. */
  readonly file: string;
  /** Branches and tags it may run on, `*` for any text; empty: the default branch alone. */
  readonly refs: readonly string[];
  readonly approval: Partial<ApprovalPolicy>;
}
