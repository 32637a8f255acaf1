import type { Permission } from "../domain/approval.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "slack.stranger": NoParams;
  }
}

/** Where a payload says it comes from. */
export interface Sender {
  readonly appId: string;
  /** The workspaces named in the payload: where it happened and whose member did it. */
  readonly teamIds: readonly string[];
  readonly enterpriseId: string | null;
}

/** Whose payloads are heard. Every list is an allow-list; an empty one allows nobody. */
export interface Admitted {
  readonly appIds: ReadonlySet<string>;
  readonly teamIds: ReadonlySet<string>;
  /** When given, payloads must name it. */
  readonly enterpriseId: string | undefined;
}

/** Whether a payload is for our app and from our workspaces: a valid signature or connection does not say so. */
export function mayBeHeard(sender: Sender, admitted: Admitted): Permission {
  const isOurApp = admitted.appIds.has(sender.appId);
  const areOurTeams = sender.teamIds.length > 0 && sender.teamIds.every((team) => admitted.teamIds.has(team));
  const isOurEnterprise = admitted.enterpriseId === undefined || sender.enterpriseId === admitted.enterpriseId;
  return isOurApp && areOurTeams && isOurEnterprise ? { allowed: true } : { allowed: false, because: say("slack.stranger", {}) };
}
