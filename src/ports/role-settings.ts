import type { ApprovalPolicy } from "../domain/approval.ts";
import type { Destination } from "./secret-destinations.ts";

declare module "../domain/operation.ts" {
  interface OperationSettings {
    /** The roles of the configuration, by lower-case name. */
    readonly roles: ReadonlyMap<string, RoleSettings>;
  }
}

/** What the configuration says about one AppRole. */
export interface RoleSettings {
  readonly role: string;
  readonly secretIdTtlMs: number;
  readonly overlapMs: number;
  /** Longest time between two scheduled rotations; `null` without a schedule. */
  readonly rotateEveryMs: number | null;
  readonly deliverTo: readonly Destination[];
  readonly approval: Partial<ApprovalPolicy>;
}
