import type { ApprovalPolicy } from "../domain/approval.ts";
import type { Destination } from "./secret-destinations.ts";

declare module "../domain/operation.ts" {
  interface OperationSettings {
    /** The roles of the configuration, by lower-case name. */
    readonly roles: ReadonlyMap<string, RoleSettings>;
  }
}

export interface CanarySettings {
  readonly repository: string;
  /** Name of the file in `.github/workflows/`. */
  readonly file: string;
  /** Branch or tag; `null`: the default branch. */
  readonly ref: string | null;
  /** The longest its run may take. */
  readonly timeoutMs: number;
}

/** What the configuration says about one AppRole. */
export interface RoleSettings {
  readonly role: string;
  readonly secretIdTtlMs: number;
  readonly overlapMs: number;
  /** Longest time between two scheduled rotations; `null` without a schedule. */
  readonly rotateEveryMs: number | null;
  readonly deliverTo: readonly Destination[];
  /** How long runs that hold the old SecretID are waited for before a person may decide; a day unless given. */
  readonly longestWaitMs?: number;
  /** The workflow that proves that what was delivered logs in. */
  readonly canary?: CanarySettings;
  readonly approval: Partial<ApprovalPolicy>;
}
