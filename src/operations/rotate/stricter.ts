import type { ApprovalPolicy } from "../../domain/approval.ts";

/** A role may ask for more people or less time, never for fewer or longer. */
export function stricter(defaults: ApprovalPolicy, own: Partial<ApprovalPolicy>): ApprovalPolicy {
  return {
    approvers: own.approvers ?? defaults.approvers,
    required: Math.max(defaults.required, own.required ?? 1),
    expiresAfterMs: Math.min(defaults.expiresAfterMs, own.expiresAfterMs ?? defaults.expiresAfterMs),
  };
}
