import type { Permission } from "../domain/approval.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "slack.stranger": NoParams;
  }
}

/** Where a payload says it comes from. Whose member somebody is stands not here: that is asked of the directory. */
export interface Sender {
  readonly appId: string;
  /** The workspace where it happened; `null` where an app of the whole organisation is not told. */
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
}

/** Whose payloads are heard. Every list is an allow-list; an empty one allows nobody. */
export interface Admitted {
  readonly appIds: ReadonlySet<string>;
  readonly teamIds: ReadonlySet<string>;
  /** When given, payloads must name it, and may come from any of its workspaces. */
  readonly enterpriseId: string | undefined;
}

/** What payloads say of where they come from, each in its own way. */
export interface Origin {
  readonly api_app_id: string;
  readonly team_id?: string;
  readonly enterprise_id?: string | null;
  readonly team?: { readonly id: string; readonly enterprise_id: string | null } | null | undefined;
  readonly enterprise?: { readonly id: string } | null | undefined;
}

/**
 * The one reading of where a payload comes from. `user.team_id` is left out: in an organisation it names the organisation.
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload, "user" and "team"
 * https://docs.slack.dev/enterprise/organization-ready-apps/ (`team` is `null` where the app is installed for all)
 */
export const senderOf = ({ api_app_id: appId, team_id, enterprise_id, team, enterprise }: Origin): Sender => ({
  appId,
  teamId: team_id ?? team?.id ?? null,
  enterpriseId: enterprise_id ?? enterprise?.id ?? team?.enterprise_id ?? null,
});

/** Whether a payload is for our app and from our ground: a valid signature or connection does not say so. */
export function mayBeHeard({ appId, teamId, enterpriseId }: Sender, admitted: Admitted): Permission {
  const isOurGround =
    admitted.enterpriseId === undefined
      ? teamId !== null && admitted.teamIds.has(teamId)
      : enterpriseId === admitted.enterpriseId;
  return admitted.appIds.has(appId) && isOurGround ? { allowed: true } : { allowed: false, because: say("slack.stranger", {}) };
}
