import type { Actor } from "../domain/actor.ts";
import type { ApprovalPolicy } from "../domain/approval.ts";

/** Who people are, asked of the chat's own directory. Fails closed: when unsure it throws. */
export interface Directory {
  /**
   * The account behind an id of a verified payload. `fresh` bypasses the cache (at most 60 s old otherwise).
   * @throws NotAllowedError for guests, bots, deactivated accounts and people of other workspaces
   * @throws UpstreamError (service "slack", retryable) when the directory does not answer
   */
  actor(userId: string, options?: { readonly fresh?: boolean }): Promise<Actor>;
  /** Ids of those who may approve under a policy, groups resolved. */
  approvers(policy: ApprovalPolicy, options?: { readonly fresh?: boolean }): Promise<ReadonlySet<string>>;
}
