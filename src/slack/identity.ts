import { ConflictError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import type { ClientQueue } from "./client-queue.ts";
import { botScopes } from "./scopes.ts";
import { tokenFault } from "./token-fault.ts";
import { AuthTest, BotsInfo, read } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "start.other-workspace": { team: string; name: string; teams: readonly string[] };
    "start.other-organisation": { found: string; enterprise: string };
    "start.other-app": { app: string; found: string };
  }
}

/** Who we are at Slack; messages and payloads are compared with it. */
export interface Identity {
  readonly appId: string;
  readonly teamId: string;
  readonly enterpriseId: string | null;
  readonly botUserId: string;
  readonly botId: string;
}

/** Whose tokens they have to be. */
export interface Expected {
  /** Ids of the workspaces whose people may use the bot. */
  readonly teams: ReadonlySet<string>;
  /** Enterprise Grid organisation, where configured. */
  readonly enterprise?: string | undefined;
  /** In Socket Mode. */
  readonly appToken?: Secret | undefined;
}

/**
 * Asks Slack whose token this is (`auth.test`, then `bots.info` for the app's id), and whether it is of a workspace that the bot serves,
 * may do all that the bot does, and is of the app that the app-level token is of. Nothing changes.
 * @throws ConflictError that names the token's variable and what to do; UpstreamError (service "slack") when Slack does not answer
 */
export async function identify(lane: ClientQueue, expected: Expected): Promise<Identity> {
  const faulty = (error: unknown): never => {
    throw tokenFault(error, "SLACK_BOT_TOKEN") ?? error;
  };
  const self = read(AuthTest, await lane.call("auth.test", {}).catch(faulty));
  requireOurs(self, expected);
  const granted = self.response_metadata?.scopes;
  const scopes = granted === undefined ? [] : botScopes.filter((scope) => !granted.includes(scope));
  if (scopes.length > 0)
    throw new ConflictError("start.scope-missing", say("start.scope-missing", { variable: "SLACK_BOT_TOKEN", scopes }));
  const { bot } = read(BotsInfo, await lane.call("bots.info", { bot: self.bot_id, team_id: self.team_id }).catch(faulty));
  const found = appOf(expected.appToken);
  if (found !== undefined && found !== bot.app_id)
    throw new ConflictError("start.other-app", say("start.other-app", { app: bot.app_id, found }));
  return {
    appId: bot.app_id,
    teamId: self.team_id,
    enterpriseId: self.enterprise_id,
    botUserId: self.user_id,
    botId: self.bot_id,
  };
}

/** In an organisation one workspace's token may serve people of another. */
function requireOurs({ team_id: team, team: name, enterprise_id: found }: AuthTest, { teams, enterprise }: Expected): void {
  if (enterprise !== undefined && found !== enterprise)
    throw new ConflictError("start.other-organisation", say("start.other-organisation", { found: found ?? "—", enterprise }));
  if (enterprise === undefined && !teams.has(team))
    throw new ConflictError("start.other-workspace", say("start.other-workspace", { team, name, teams: [...teams] }));
}

/** An app-level token holds its app's id: `xapp-1-A0123456789-…`. */
const appOf = (token: Secret | undefined): string | undefined => /^xapp-\d+-(A[A-Z0-9]{6,20})-/.exec(token?.reveal() ?? "")?.[1];
