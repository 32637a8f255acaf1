import type { Actor } from "./actor.ts";
import { canonicalJson, canonicalJsonAsStored, type Json } from "./json.ts";
import type { OperationRequest } from "./request.ts";

/** What the side that heard a person signs when somebody asks for an operation. Nobody else can make a request. */
export const submissionStatement = (
  request: Pick<OperationRequest, "id" | "operation" | "input" | "command" | "createdAtMs" | "requester">,
): string =>
  canonicalJsonAsStored({
    statement: "submission",
    request: request.id,
    operation: request.operation,
    input: request.input,
    command: request.command,
    createdAtMs: request.createdAtMs,
    requester: request.requester.userId,
    team: request.requester.teamId,
  });

export interface DecisionMade {
  readonly requestId: string;
  readonly digest: string;
  readonly by: Pick<Actor, "userId" | "teamId">;
  readonly verdict: "approve" | "deny";
  readonly atMs: number;
}

/** What is signed when somebody decides that what is due is not held any longer. */
export const hasteStatement = ({ requestId, digest, by, atMs }: Omit<DecisionMade, "verdict">): string =>
  canonicalJson({ statement: "haste", request: requestId, digest, decider: by.userId, team: by.teamId, atMs });

/** What is signed when somebody presses Approve or Deny: this person, this answer, this very plan, at this time. */
export const decisionStatement = ({ requestId, digest, by, verdict, atMs }: DecisionMade): string => {
  const statement: Json = {
    statement: "decision",
    request: requestId,
    digest,
    decider: by.userId,
    team: by.teamId,
    decision: verdict,
    atMs,
  };
  return canonicalJson(statement);
};
