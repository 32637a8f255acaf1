import type { TemplateNames, WorkflowTemplate } from "../domain/workflow-template.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly platformFiles: PlatformFiles;
  }
}

/** What the platform's repository is to hold. */
export interface PlatformFiles {
  /** `owner/name` */
  readonly repository: string;
  readonly templates: readonly WorkflowTemplate[];
  /** What is known without looking at the repository. */
  readonly names: Omit<TemplateNames, "defaultBranch">;
}
